/** What a page is given for its one-time code: a token for each role it plays. */
export interface SessionTokens {
  readonly hud: string;
  readonly settings: string;
  readonly capture: string;
}

const STORAGE_KEY = 'sotto.tokens';

/**
 * Trades the one-time code of the address bar for tokens, which this tab keeps until it is closed; without
 * a code, the tokens it already has. The code leaves the address bar either way.
 * @returns undefined when there is neither a code that the engine takes nor a kept session.
 */
export async function openPageSession(page: Window): Promise<SessionTokens | undefined> {
  const code = new URLSearchParams(page.location.hash.slice(1)).get('code');
  if (code === null) return keptTokens(page.sessionStorage);
  page.history.replaceState(null, '', page.location.pathname + page.location.search);
  const tokens = await tradeCode(page, code);
  if (!tokens) return keptTokens(page.sessionStorage);
  page.sessionStorage.setItem(STORAGE_KEY, JSON.stringify(tokens));
  return tokens;
}

async function tradeCode(page: Window, code: string): Promise<SessionTokens | undefined> {
  try {
    const response = await page.fetch('/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code }),
    });
    if (!response.ok) return undefined;
    const body: unknown = await response.json();
    return typeof body === 'object' && body !== null && 'tokens' in body ? asTokens(body.tokens) : undefined;
  } catch {
    return undefined;
  }
}

function keptTokens(storage: Storage): SessionTokens | undefined {
  try {
    return asTokens(JSON.parse(storage.getItem(STORAGE_KEY) ?? 'null'));
  } catch {
    return undefined;
  }
}

function asTokens(value: unknown): SessionTokens | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { hud, settings, capture } = value as Record<string, unknown>;
  if (typeof hud !== 'string' || typeof settings !== 'string' || typeof capture !== 'string')
    return undefined;
  return { hud, settings, capture };
}
