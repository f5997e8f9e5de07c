import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';

/**
 * Builds beside the folder and then swaps, so that readers find it whole, even with two builds at once. A build that
 * fails leaves it as it was.
 */
export async function replaceFolder(
  folder: string,
  buildInto: (outDir: string) => Promise<unknown>,
): Promise<void> {
  // Whether a test or a developer builds: in any other environment the pages would name the files of this machine.
  const environment = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  const fresh = path.join(path.dirname(folder), `.${path.basename(folder)}-${randomUUID()}`);
  const stale = `${fresh}-old`;
  try {
    await buildInto(fresh);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    throw error;
  } finally {
    if (environment === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = environment;
  }
  mkdirSync(folder, { recursive: true });
  renameSync(folder, stale);
  renameSync(fresh, folder);
  rmSync(stale, { recursive: true });
}
