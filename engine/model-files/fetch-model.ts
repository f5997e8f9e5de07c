import path from 'node:path';
import { makeFolder } from '../base/atomic-file.ts';
import type { DownloadDeps } from './download-file.ts';
import type { DownloadProgress } from './download-progress.ts';
import { modelBytes, type ManifestModel } from './model-manifest.ts';
import { fileBytes, type ModelShelf } from './model-shelf.ts';
import type { VerifiedFiles } from './verified-files.ts';

export type FetchDeps = Pick<DownloadDeps, 'clock' | 'log'> &
  Partial<Pick<DownloadDeps, 'stallTimeoutMs' | 'freeBytes'>> & {
    readonly shelf: ModelShelf;
    readonly verified: VerifiedFiles;
  };

/** Downloads the files of a model that are not here yet; progress is of the whole model. */
export async function* fetchModel(
  model: ManifestModel,
  deps: FetchDeps,
  signal: AbortSignal,
): AsyncGenerator<DownloadProgress, void, undefined> {
  const { shelf, verified, clock, log } = deps;
  // The HTTP client is loaded with the first download, not with every start.
  const { downloadFile, freeDiskBytes, openDownloadDispatcher, RETRY_COUNT, STALL_TIMEOUT_MS } =
    await import('./download-file.ts');
  const dispatcher = openDownloadDispatcher(process.env);
  const downloadDeps: DownloadDeps = {
    dispatcher,
    clock,
    log,
    stallTimeoutMs: deps.stallTimeoutMs ?? STALL_TIMEOUT_MS,
    retryCount: RETRY_COUNT,
    freeBytes: deps.freeBytes ?? freeDiskBytes,
  };
  const paths = shelf.filePaths(model);
  const totalBytes = modelBytes(model);
  let doneBytes = 0;
  try {
    for (const [index, file] of model.files.entries()) {
      const target = paths[index] ?? '';
      await makeFolder(path.dirname(target));
      const isHere =
        (await fileBytes(target)) === file.bytes && (await verified.digestOf(target, signal)) === file.sha256;
      if (!isHere) {
        for await (const progress of downloadFile(file, target, downloadDeps, signal)) {
          yield { ...progress, receivedBytes: doneBytes + progress.receivedBytes, totalBytes };
        }
      }
      doneBytes += file.bytes;
    }
  } finally {
    await dispatcher.destroy();
  }
}
