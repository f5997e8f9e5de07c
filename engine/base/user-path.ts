import { homedir } from 'node:os';
import path from 'node:path';

/** A path as its user means it: `~` is the home folder, also in variables, where no shell puts it in. */
export function userPath(text: string): string {
  const inHome = /^~(?:$|[/\\])/.test(text) ? path.join(homedir(), text.slice(1)) : text;
  return path.resolve(inHome);
}

/** A model is a path or a name: only what begins in the home folder is surely a path. */
export function withHome(text: string): string {
  return text.startsWith('~') ? userPath(text) : text;
}
