import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { writeFileAtomic } from '../base/atomic-file.ts';
import { createQueue } from '../base/queue.ts';
import { readStateFile } from '../base/regular-file.ts';
import { sha256OfFile } from './file-hash.ts';

/** Remembers which files were hashed, so that gigabytes are not read again at every start. */
export interface VerifiedFiles {
  /** SHA-256 of the file as it is now; hashed again when anything about it changed on the disk. */
  digestOf(path: string, signal?: AbortSignal): Promise<string>;
  /** SHA-256 that the file had when it was imported; undefined for one that was not. */
  importedDigestOf(path: string): string | undefined;
  /** The file is an import of these bytes; whether they arrived is found when it is hashed. */
  noteImport(path: string, sha256: string): Promise<void>;
  /** The file is gone. */
  forget(path: string): Promise<void>;
}

const recordSchema = z.strictObject({
  /** Of the file that was hashed last; '' when none was. */
  fingerprint: z.string(),
  sha256: z.string(),
  importedSha256: z.string().optional(),
});
type FileRecord = z.infer<typeof recordSchema>;

const NEVER_HASHED: FileRecord = { fingerprint: '', sha256: '' };

/** @param sidecarPath a small JSON file; when it cannot be read everything is hashed again. */
export async function openVerifiedFiles(sidecarPath: string): Promise<VerifiedFiles> {
  const records = new Map(Object.entries(await readRecords(sidecarPath)));
  const writes = createQueue();

  const write = async (): Promise<void> => {
    await writeFileAtomic(sidecarPath, JSON.stringify(Object.fromEntries(records)));
  };
  // A record that cannot be kept only costs time at the next start.
  const save = (): Promise<void> => writes.add(write).catch(() => undefined);
  return {
    async digestOf(path, signal) {
      const fingerprint = await fingerprintOf(path);
      const known = records.get(path) ?? NEVER_HASHED;
      if (known.fingerprint === fingerprint) return known.sha256;
      const sha256 = await sha256OfFile(path, signal);
      records.set(path, { ...known, fingerprint, sha256 });
      await save();
      return sha256;
    },
    importedDigestOf: (path) => records.get(path)?.importedSha256,
    async noteImport(path, importedSha256) {
      records.set(path, { ...NEVER_HASHED, importedSha256 });
      await save();
    },
    async forget(path) {
      if (records.delete(path)) await save();
    },
  };
}

/** Size and date can be what they were after a change; the date of the last change of the entry cannot be set. */
async function fingerprintOf(path: string): Promise<string> {
  const { size, mtimeNs, ctimeNs, ino } = await stat(path, { bigint: true });
  return [size, mtimeNs, ctimeNs, ino].join(' ');
}

async function readRecords(sidecarPath: string): Promise<Record<string, FileRecord>> {
  try {
    return z.record(z.string(), recordSchema).parse(JSON.parse(await readStateFile(sidecarPath)));
  } catch {
    return {};
  }
}
