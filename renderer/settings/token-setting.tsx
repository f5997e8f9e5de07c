import { useState } from 'react';
import type { FormEvent } from 'react';
import { tokenTextSchema } from '../../engine/protocol/access-tokens.ts';
import { CommandRefused } from '../../engine/protocol/command-refused.ts';
import { failureText } from '../messages/engine-texts.ts';
import type { Messages } from '../messages/messages.ts';
import { useMessages } from '../messages/use-messages.ts';
import { useSession, useSessionState } from '../session/session-context.tsx';
import type { TokenService, TokenState } from '../session/state.ts';
import { Field } from './field.tsx';
import { hostsInTheClear } from './hosts-in-the-clear.ts';

interface TokenSettingProps {
  readonly service: TokenService;
  /** Those of the servers, as the settings have them. */
  readonly addresses: readonly string[];
}

/** A secret for the servers above it: it can be set and removed here, and is never shown. */
export function TokenSetting({ service, addresses }: TokenSettingProps) {
  const messages = useMessages();
  const { t } = messages;
  const session = useSession();
  const state = useSessionState(({ accessTokens }) => accessTokens[service]);
  const [draft, setDraft] = useState('');
  const [error, setError] = useState<string>();
  const [isSaved, setSaved] = useState(false);

  const set = async (token: string): Promise<void> => {
    const problem = await change(token);
    setError(problem);
    setSaved(problem === undefined && token !== '');
    if (problem === undefined) setDraft('');
  };
  const change = async (token: string): Promise<string | undefined> => {
    const judged = tokenTextSchema.safeParse(token);
    if (!judged.success) return t('settings.token.bad');
    try {
      await session.request({ type: 'set-access-token', service, token: judged.data });
      return undefined;
    } catch (refusal) {
      if (!(refusal instanceof CommandRefused)) throw refusal;
      const { message, remedy } = failureText(messages, refusal);
      return `${message} ${remedy}`;
    }
  };
  const save = (event: FormEvent): void => {
    event.preventDefault();
    if (draft.trim() !== '') void set(draft);
  };
  const hasToken = draft.trim() !== '' || (state !== undefined && state.keptIn !== 'nowhere');
  const hosts = hasToken ? hostsInTheClear(addresses, messages) : [];
  const hint = (
    <>
      {describe(state, addresses, messages)}{' '}
      {hosts.length > 0 && (
        <span className="warning">{t('settings.token.clear', { hosts: hosts.join(', ') })}</span>
      )}
    </>
  );
  return (
    <Field label={t('settings.token')} hint={hint} error={error} isSaved={isSaved}>
      {(ids) => (
        <form className="with-button" onSubmit={save}>
          <input
            {...ids}
            type="password"
            autoComplete="off"
            spellCheck={false}
            value={draft}
            onChange={({ currentTarget }) => {
              setDraft(currentTarget.value);
              if (tokenTextSchema.safeParse(currentTarget.value).success) setError(undefined);
            }}
          />
          <button type="submit" className="button" disabled={draft.trim() === ''}>
            {t('settings.token.save')}
          </button>
          <button
            type="button"
            className="button"
            disabled={state === undefined || state.keptIn === 'nowhere'}
            onClick={() => void set('')}
          >
            {t('settings.token.remove')}
          </button>
        </form>
      )}
    </Field>
  );
}

function describe(state: TokenState | undefined, addresses: readonly string[], { t }: Messages): string {
  if (!state) return t('settings.token.nowhere');
  const others = addresses
    .map((address) => new URL(address).origin)
    .filter((origin) => state.keptIn !== 'nowhere' && !state.origins.includes(origin));
  const unsent = others.length > 0 ? t('settings.token.unsent', { origins: others.join(', ') }) : '';
  return [t(`settings.token.${state.keptIn}`), state.detail, unsent]
    .filter((sentence) => sentence !== '')
    .join(' ');
}
