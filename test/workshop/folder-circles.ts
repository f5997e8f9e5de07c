import path from 'node:path';
import { importsOf } from './import-table.ts';
import type { SourceFile } from './source-files.ts';

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

/** Every import that lies on a circle of folders, one line each. */
export function findFolderCircles(files: readonly SourceFile[]): readonly string[] {
  const arrows = files.flatMap(arrowsOf);
  const next = Map.groupBy(arrows, ({ from }) => from);
  const reach = new Map<string, ReadonlySet<string>>();
  const reachableFrom = (folder: string): ReadonlySet<string> => {
    const known = reach.get(folder);
    if (known) return known;
    const found = new Set<string>();
    const open = [folder];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const fresh = (next.get(at) ?? []).map(({ to }) => to).filter((to) => !found.has(to));
      for (const to of fresh) found.add(to);
      open.push(...fresh);
    }
    reach.set(folder, found);
    return found;
  };
  return arrows.filter(({ from, to }) => reachableFrom(to).has(from)).map(({ text }) => text);
}

function arrowsOf(file: SourceFile): readonly Arrow[] {
  const from = folderOf(file.path);
  return importsOf(file.text)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => ({
      from,
      to: folderOf(path.posix.join(path.posix.dirname(file.path), specifier)),
      text: `${file.path} imports ${specifier}`,
    }))
    .filter(({ to }) => to !== from);
}

/** A folder with its sub-folders counts as several: `engine/answer` is not `engine/answer/prompt`. */
function folderOf(file: string): string {
  return path.posix.dirname(file);
}
