import { watch } from 'node:fs';
import path from 'node:path';
import { noteLine } from '../../engine/base/terminal.ts';

const PROJECT = path.resolve(import.meta.dirname, '..', '..');
/** An editor that saves several files causes one restart. */
const QUIET_MS = 200;

/**
 * Calls `restart` at once, and again when things have been quiet after a change in one of `folders` of the project;
 * one call at a time, and one more when something changed meanwhile.
 * @returns stops watching.
 */
export function restartOnChange(folders: readonly string[], restart: () => Promise<void>): () => void {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isStale = false;

  const run = async (): Promise<void> => {
    do {
      isStale = false;
      try {
        await restart();
      } catch (error) {
        // The code in the editor does not build at this moment; the next change tries again.
        noteLine(String(error));
      }
    } while (isStale);
    running = undefined;
  };
  const runSoon = (): void => {
    isStale = true;
    running ??= run();
  };
  const onChange = (): void => {
    clearTimeout(timer);
    timer = setTimeout(runSoon, QUIET_MS);
  };
  const watchers = folders.map((folder) => watch(path.join(PROJECT, folder), { recursive: true }, onChange));
  runSoon();
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
