import { useState } from 'react';
import { useSession } from '../session/session-context.tsx';
import { Field } from './field.tsx';

/** Gets a model by name through the model server. */
export function PullModel() {
  const session = useSession();
  const [name, setName] = useState('');
  const pull = async (): Promise<void> => {
    const wanted = name.trim();
    if (wanted !== '' && (await session.send({ type: 'pull-model', name: wanted }))) setName('');
  };
  return (
    <Field
      label="Get a model"
      hint="A name from the Ollama library. A small one such as llama3.2:3b answers fastest."
    >
      {(ids) => (
        <span className="with-button">
          <input
            {...ids}
            value={name}
            placeholder="llama3.2:3b"
            spellCheck={false}
            onChange={(event) => setName(event.currentTarget.value)}
            onKeyDown={(event) => event.key === 'Enter' && void pull()}
          />
          <button type="button" className="button" disabled={name.trim() === ''} onClick={() => void pull()}>
            Get model
          </button>
        </span>
      )}
    </Field>
  );
}
