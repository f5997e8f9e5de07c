import type { Session as PageSession, ShellBridge } from '../../engine/protocol/session.ts';
import { SESSION_PATH, SETTINGS_PASS_PATH, sessionSchema } from '../../engine/protocol/session.ts';

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

/**
 * A token for the settings panel that was opened in the HUD; it lapses soon after the panel was closed.
 * @returns undefined when the engine does not answer or does not know the HUD's token.
 */
export async function requestSettingsToken(page: Window, hudToken: string): Promise<string | undefined> {
  const session = await post(page, SETTINGS_PASS_PATH, { authorization: `Bearer ${hudToken}` });
  return session?.tokens.settings;
}

function exchangeCode(page: Window, code: string): Promise<PageSession | undefined> {
  return post(page, SESSION_PATH, { 'content-type': 'application/json' }, JSON.stringify({ code }));
}

async function post(
  page: Window,
  path: string,
  headers: Readonly<Record<string, string>>,
  body?: string,
): Promise<PageSession | undefined> {
  try {
    const response = await page.fetch(path, { method: 'POST', headers, ...(body !== undefined && { body }) });
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
