import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

export const PROJECT_ROOT = path.resolve(import.meta.dirname, '..', '..');

export interface SourceFile {
  /** From the project's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** Every source file that git knows or would add. */
export function readSourceFiles(extensions: readonly string[] = ['.ts', '.tsx']): readonly SourceFile[] {
  const listed = execFileSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate'],
    {
      cwd: PROJECT_ROOT,
      encoding: 'utf8',
    },
  );
  return listed
    .split('\n')
    .filter((file) => extensions.some((extension) => file.endsWith(extension)))
    .flatMap((file) => {
      try {
        return [{ path: file, text: readFileSync(path.join(PROJECT_ROOT, file), 'utf8') }];
      } catch {
        return []; // Deleted, not yet committed.
      }
    });
}
