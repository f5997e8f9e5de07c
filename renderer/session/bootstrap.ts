import type { Session as PageSession, ShellBridge } from '../../engine/protocol/session.ts';
import { SESSION_PATH, sessionSchema } from '../../engine/protocol/session.ts';

/** What a page was given: a token for each role that it may play. */
export type SessionTokens = PageSession['tokens'];

const STORAGE_KEY = 'sotto.session';

/** The desktop shell around this page; undefined in a plain browser. */
export function shellOf(page: Window): ShellBridge | undefined {
  return 'sotto' in page ? (page.sotto as ShellBridge) : undefined;
}

/**
 * The page's tokens: from the desktop shell; or in exchange for the one-time code of the address bar, which
 * leaves it either way; or those this tab has kept since.
 * @returns undefined when there is neither a shell, nor a code that the engine takes, nor a kept session.
 */
export async function openPageSession(page: Window): Promise<SessionTokens | undefined> {
  const shell = shellOf(page);
  if (shell) return (await shell.session()).tokens;
  const code = new URLSearchParams(page.location.hash.slice(1)).get('code');
  if (code === null) return keptTokens(page.sessionStorage);
  page.history.replaceState(null, '', page.location.pathname + page.location.search);
  const session = await exchangeCode(page, code);
  if (!session) return keptTokens(page.sessionStorage);
  page.sessionStorage.setItem(STORAGE_KEY, JSON.stringify(session));
  return session.tokens;
}

async function exchangeCode(page: Window, code: string): Promise<PageSession | undefined> {
  try {
    const response = await page.fetch(SESSION_PATH, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code }),
    });
    return response.ok ? sessionSchema.safeParse(await response.json()).data : undefined;
  } catch {
    return undefined;
  }
}

function keptTokens(storage: Storage): SessionTokens | undefined {
  try {
    return sessionSchema.safeParse(JSON.parse(storage.getItem(STORAGE_KEY) ?? 'null')).data?.tokens;
  } catch {
    return undefined;
  }
}
