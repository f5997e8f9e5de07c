import { EngineError } from '../base/engine-error.ts';
import { createQueue } from '../base/queue.ts';
import {
  TOKEN_SERVICES,
  type AccessToken,
  type HeldToken,
  type TokenService,
} from '../protocol/access-tokens.ts';
import type { UnstampedEvent } from '../protocol/events.ts';
import { modelServerKinds, modelServerUrls, type Settings } from '../protocol/settings.ts';

/** Where tokens outlive a run, if anywhere. */
export interface TokenKeeper {
  /** What it holds from before. */
  load(service: TokenService): Promise<HeldToken>;
  /** Keeps this token instead of the one it held; without one it forgets that. */
  keep(service: TokenService, accessToken: AccessToken | undefined): Promise<HeldToken>;
}

/** The access tokens in use. Clients can set them and learn where they are kept, never what they are. */
export interface AccessTokens {
  current(service: TokenService): AccessToken | undefined;
  /**
   * Takes a token for the servers that the settings name now, and for no other; '' removes the one there is.
   * @throws EngineError 'bad-argument' when the settings name no server for it.
   */
  change(service: TokenService, token: string): Promise<void>;
  /** Settles when those from before are known. */
  readonly loaded: Promise<void>;
}

export function createAccessTokens(deps: {
  readonly keeper: TokenKeeper;
  readonly settings: () => Settings;
  readonly publish: (event: UnstampedEvent) => void;
  readonly onChange: (service: TokenService) => void;
}): AccessTokens {
  const { keeper, settings, publish, onChange } = deps;
  const held = new Map<TokenService, HeldToken>();
  const hold = (service: TokenService, token: HeldToken): void => {
    held.set(service, token);
    const { accessToken, keptIn, detail } = token;
    publish({
      type: 'access-token.changed',
      service,
      keptIn,
      origins: accessToken?.origins ?? [],
      detail,
    });
  };
  const load = async (service: TokenService): Promise<void> => hold(service, await keeper.load(service));
  const loaded = Promise.all(TOKEN_SERVICES.map(load)).then(() => undefined);
  const changes = createQueue(loaded);

  return {
    loaded,
    current: (service) => held.get(service)?.accessToken,
    change: (service, token) => {
      const accessToken = bindToken(service, token, settings());
      if (token !== '' && !accessToken) return Promise.reject(noServer());
      return changes.add(async () => {
        hold(service, await keeper.keep(service, accessToken));
        onChange(service);
      });
    },
  };
}

/** Holds tokens for this run. `given` ones are for the servers that the settings name at the start. */
export function keepTokensInMemory(
  given: Readonly<Partial<Record<TokenService, string>>>,
  settings: Settings,
): TokenKeeper {
  const hold = (accessToken: AccessToken | undefined): Promise<HeldToken> =>
    Promise.resolve({ accessToken, keptIn: accessToken ? 'memory' : 'nowhere', detail: '' });
  return {
    load: (service) => hold(bindToken(service, given[service], settings)),
    keep: (_service, accessToken) => hold(accessToken),
  };
}

/** The token for the servers that the settings name; undefined when there is no token or no server. */
export function bindToken(
  service: TokenService,
  token: string | undefined,
  settings: Settings,
): AccessToken | undefined {
  const origins = [...new Set(serverUrls(service, settings).map((url) => new URL(url).origin))];
  return token && origins.length > 0 ? { token, origins } : undefined;
}

function serverUrls(service: TokenService, { model, speech }: Settings): readonly string[] {
  if (service === 'speech') return speech.serverUrl === '' ? [] : [speech.serverUrl];
  return modelServerKinds(model).flatMap((kind) => modelServerUrls(kind, model));
}

function noServer(): EngineError {
  return new EngineError(
    'bad-argument',
    'No server is configured for this token.',
    'Enter the address of the server first.',
  );
}
