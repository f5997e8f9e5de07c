import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface SmallDisk extends Disposable {
  readonly folder: string;
}

/** A real file system of a few hundred kilobytes; undefined where this user may not mount one. */
export function mountSmallDisk(sizeBytes: number): SmallDisk | undefined {
  const folder = mkdtempSync(path.join(tmpdir(), 'sotto-small-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeBytes}`, 'tmpfs', folder]);
  if (mounted.status !== 0) {
    rmdirSync(folder);
    return undefined;
  }
  return {
    folder,
    [Symbol.dispose]() {
      spawnSync('umount', [folder]);
      rmdirSync(folder);
    },
  };
}
