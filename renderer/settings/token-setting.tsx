import { useState } from 'react';
import type { FormEvent } from 'react';
import { tokenTextSchema } from '../../engine/protocol/access-tokens.ts';
import { CommandRefused } from '../../engine/protocol/command-refused.ts';
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
    if (!judged.success) return judged.error.issues[0]?.message;
    try {
      await session.request({ type: 'set-access-token', service, token: judged.data });
      return undefined;
    } catch (refusal) {
      if (refusal instanceof CommandRefused) return `${refusal.message} ${refusal.remedy}`;
      throw refusal;
    }
  };
  const save = (event: FormEvent): void => {
    event.preventDefault();
    if (draft.trim() !== '') void set(draft);
  };
  const hosts = hostsInTheClear(addresses);
  const hint = (
    <>
      {describe(state, addresses)}{' '}
      {hosts.length > 0 && (
        <span className="warning">The token travels unencrypted to {hosts.join(', ')}.</span>
      )}
    </>
  );
  return (
    <Field label="Access token" hint={hint} error={error} isSaved={isSaved}>
      {(ids) => (
        <form className="with-button" onSubmit={save}>
          <input
            {...ids}
            type="password"
            autoComplete="off"
            spellCheck={false}
            value={draft}
            onChange={(event) => setDraft(event.currentTarget.value)}
          />
          <button type="submit" className="button" disabled={draft.trim() === ''}>
            Save
          </button>
          <button
            type="button"
            className="button"
            disabled={state === undefined || state.keptIn === 'nowhere'}
            onClick={() => void set('')}
          >
            Remove
          </button>
        </form>
      )}
    </Field>
  );
}

const PLACES: Readonly<Record<TokenState['keptIn'], string>> = {
  keychain: 'Kept in the keychain.',
  memory: 'Kept until Sotto is closed.',
  nowhere: 'None.',
};

function describe(state: TokenState | undefined, addresses: readonly string[]): string {
  if (!state) return PLACES.nowhere;
  const others = addresses
    .map((address) => new URL(address).origin)
    .filter((origin) => state.keptIn !== 'nowhere' && !state.origins.includes(origin));
  const unsent = others.length > 0 ? `Not sent to ${others.join(', ')}: enter it again to do so.` : '';
  return [PLACES[state.keptIn], state.detail, unsent].filter((sentence) => sentence !== '').join(' ');
}
