import { useState } from 'react';
import { modelNameSchema } from '../../engine/protocol/commands.ts';
import { useMessages } from '../messages/use-messages.ts';
import { useSession } from '../session/session-context.tsx';
import { Field } from './field.tsx';

/** Gets a model by name through the model server. */
export function PullModel() {
  const { t } = useMessages();
  const session = useSession();
  const [name, setName] = useState('');
  const [error, setError] = useState<string>();
  const isName = (text: string): boolean => modelNameSchema.safeParse(text.trim()).success;
  const pull = async (): Promise<void> => {
    const wanted = name.trim();
    if (wanted !== '' && !isName(wanted)) return setError(t('settings.model.bad-name'));
    if (wanted !== '' && (await session.send({ type: 'pull-model', name: wanted }))) setName('');
  };
  return (
    <Field label={t('settings.model.pull')} hint={t('settings.model.pull-hint')} error={error}>
      {(ids) => (
        <span className="with-button">
          <input
            {...ids}
            value={name}
            placeholder="llama3.2:3b"
            spellCheck={false}
            onChange={({ currentTarget }) => {
              setName(currentTarget.value);
              if (currentTarget.value.trim() === '' || isName(currentTarget.value)) setError(undefined);
            }}
            onKeyDown={(event) => event.key === 'Enter' && void pull()}
          />
          <button type="button" className="button" disabled={name.trim() === ''} onClick={() => void pull()}>
            {t('settings.model.pull-button')}
          </button>
        </span>
      )}
    </Field>
  );
}
