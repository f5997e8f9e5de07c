import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { sha256OfFile } from './file-hash.ts';

/** Remembers which files were hashed, so that gigabytes are not read again at every start. */
export interface VerifiedFiles {
  /** SHA-256 of the file as it is now; hashed anew only when its size or date changed. */
  digestOf(path: string, signal: AbortSignal): Promise<string>;
}

const recordSchema = z.record(
  z.string(),
  z.strictObject({ bytes: z.number(), modifiedAtMs: z.number(), sha256: z.string() }),
);

/** @param sidecarPath a small JSON file; when it cannot be read everything is hashed anew. */
export async function openVerifiedFiles(sidecarPath: string): Promise<VerifiedFiles> {
  const records = new Map(Object.entries(await readRecords(sidecarPath)));
  let saving: Promise<void> = Promise.resolve();

  const write = async (): Promise<void> => {
    await writeFile(`${sidecarPath}.new`, JSON.stringify(Object.fromEntries(records)));
    await rename(`${sidecarPath}.new`, sidecarPath);
  };
  return {
    async digestOf(path, signal) {
      const { size, mtimeMs } = await stat(path);
      const known = records.get(path);
      if (known && known.bytes === size && known.modifiedAtMs === mtimeMs) return known.sha256;
      const sha256 = await sha256OfFile(path, signal);
      records.set(path, { bytes: size, modifiedAtMs: mtimeMs, sha256 });
      // A record that cannot be kept only costs time at the next start.
      saving = saving.then(write).catch(() => undefined);
      await saving;
      return sha256;
    },
  };
}

async function readRecords(sidecarPath: string): Promise<z.infer<typeof recordSchema>> {
  try {
    return recordSchema.parse(JSON.parse(await readFile(sidecarPath, 'utf8')));
  } catch {
    return {};
  }
}
