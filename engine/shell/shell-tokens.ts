import type { TokenKeeper } from '../settings/access-tokens.ts';
import type { HeldToken, TokenService } from '../protocol/access-tokens.ts';
import type { EngineToShell, ParentPort, ShellToEngine } from '../protocol/shell-link.ts';

/** Tokens that the Electron shell keeps for us: a utility process has no keychain. */
export interface ShellTokens {
  readonly keeper: TokenKeeper;
  /** What the shell answers. */
  handle(message: Extract<ShellToEngine, { type: 'token-held' }>): void;
}

export function createShellTokens(port: ParentPort): ShellTokens {
  /** The shell answers in the order of the requests. */
  const waiting: Readonly<Record<TokenService, ((token: HeldToken) => void)[]>> = { model: [], speech: [] };
  const ask = (message: Extract<EngineToShell, { service: TokenService }>): Promise<HeldToken> => {
    const { promise, resolve } = Promise.withResolvers<HeldToken>();
    waiting[message.service].push(resolve);
    port.postMessage(message);
    return promise;
  };
  return {
    keeper: {
      load: (service) => ask({ type: 'load-token', service }),
      keep: (service, accessToken) => ask({ type: 'keep-token', service, accessToken }),
    },
    handle: ({ service, accessToken, keptIn, detail }) =>
      waiting[service].shift()?.({ accessToken, keptIn, detail }),
  };
}
