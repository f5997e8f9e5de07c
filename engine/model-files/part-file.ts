import { constants } from 'node:fs';
import { rename, rm, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { syncFolder, writeFileAtomic } from '../base/atomic-file.ts';
import { openOwnFile, readStateFile } from '../base/regular-file.ts';
import { lockFile } from './lock-file.ts';

/** What has arrived of a download, and the mark by which the server's file is known again. */
export interface PartFile extends AsyncDisposable {
  readonly partPath: string;
  readonly sizeBytes: number;
  /** ETag or Last-Modified of the file that the part belongs to; '' when the server named none. */
  readonly validator: string;
  /** Throws away what there is and starts over with a file that has this validator. */
  restart(validator: string): Promise<void>;
  append(chunk: Uint8Array): Promise<void>;
  /** Puts all of it on the disk and gives the file its name, all or nothing. */
  complete(): Promise<void>;
  /** Deletes the part for good. */
  discard(): Promise<void>;
}

const ADD = constants.O_APPEND;
const START_OVER = constants.O_TRUNC;

const sidecarSchema = z.strictObject({ url: z.string(), validator: z.string() });

/** Name of the unfinished file beside `finalPath`. */
function partPathOf(finalPath: string): string {
  return `${finalPath}.part`;
}

/**
 * Opens the part of an earlier try from the same address, or an empty one.
 * @throws EngineError 'busy' when another process writes to it.
 */
export async function openPartFile(finalPath: string, url: string): Promise<PartFile> {
  const partPath = partPathOf(finalPath);
  const sidecarPath = `${partPath}.json`;
  using undo = new DisposableStack();
  const lock = undo.use(lockFile(`${partPath}.lock`));
  const remembered = await readSidecar(sidecarPath, url);
  let handle: FileHandle | undefined = await openPart(partPath, remembered ? ADD : START_OVER);
  let sizeBytes = remembered ? (await handle.stat()).size : 0;
  let validator = remembered?.validator ?? '';

  const close = async (): Promise<void> => {
    await handle?.close();
    handle = undefined;
  };
  undo.move();
  return {
    partPath,
    get sizeBytes() {
      return sizeBytes;
    },
    get validator() {
      return validator;
    },
    async restart(newValidator) {
      await close();
      await rm(sidecarPath, { force: true });
      handle = await openPart(partPath, START_OVER);
      sizeBytes = 0;
      validator = newValidator;
      await writeFileAtomic(sidecarPath, JSON.stringify({ url, validator }));
    },
    async append(chunk) {
      handle ??= await openPart(partPath, ADD);
      let writtenBytes = 0;
      while (writtenBytes < chunk.byteLength) {
        const { bytesWritten } = await handle.write(chunk, writtenBytes);
        writtenBytes += bytesWritten;
        sizeBytes += bytesWritten;
      }
    },
    async complete() {
      handle ??= await openPart(partPath, ADD);
      await handle.sync();
      await close();
      await rename(partPath, finalPath);
      await syncFolder(path.dirname(finalPath));
      await rm(sidecarPath, { force: true });
    },
    async discard() {
      await close();
      await rm(partPath, { force: true });
      await rm(sidecarPath, { force: true });
      sizeBytes = 0;
      validator = '';
    },
    async [Symbol.asyncDispose]() {
      await close();
      lock[Symbol.dispose]();
    },
  };
}

/** Bytes of an unfinished download that can be resumed; 0 without one. */
export async function partBytesOf(finalPath: string): Promise<number> {
  const found = await stat(partPathOf(finalPath)).catch(() => undefined);
  return found?.size ?? 0;
}

export async function deletePart(finalPath: string): Promise<void> {
  await rm(partPathOf(finalPath), { force: true });
  await rm(`${partPathOf(finalPath)}.json`, { force: true });
}

async function readSidecar(sidecarPath: string, url: string): Promise<{ validator: string } | undefined> {
  try {
    const found = sidecarSchema.parse(JSON.parse(await readStateFile(sidecarPath)));
    return found.url === url ? found : undefined;
  } catch {
    // Absent or unreadable: it is not known what the part belongs to, so it is of no use.
    return undefined;
  }
}

function openPart(partPath: string, modeCode: number): Promise<FileHandle> {
  return openOwnFile(partPath, modeCode);
}
