import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** @param output a file that was built; @param sources files and folders of `project` that it is made of. */
export function isFresh(output: string, project: string, sources: readonly string[]): boolean {
  const built = statSync(output, { throwIfNoEntry: false });
  return (
    built !== undefined &&
    sources.every((source) => newestChangeMs(path.join(project, source)) < built.mtimeMs)
  );
}

/** A folder counts with all that is in it: what was removed changed the folder that it was in. */
function newestChangeMs(place: string): number {
  const own = statSync(place);
  if (!own.isDirectory()) return own.mtimeMs;
  const parts = readdirSync(place, { recursive: true, encoding: 'utf8' });
  return Math.max(own.mtimeMs, ...parts.map((part) => statSync(path.join(place, part)).mtimeMs));
}
