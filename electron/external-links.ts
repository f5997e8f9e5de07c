import { shell } from 'electron';
import { noteLine } from '../engine/base/terminal.ts';

/** Whose pages a link may lead to; Sotto's own pages name no others. */
const LINKED_HOSTS: ReadonlySet<string> = new Set(['ollama.com']);

/** The one place where a link leaves the app: https to a host of the list, without a name, password or port in it. */
export function openExternalLink(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'https:' || parsed.username !== '' || parsed.password !== '') return;
  if (!LINKED_HOSTS.has(parsed.host)) return;
  shell.openExternal(parsed.href).catch((error: unknown) => {
    noteLine(`The system did not open ${parsed.href}: ${String(error)}`);
  });
}
