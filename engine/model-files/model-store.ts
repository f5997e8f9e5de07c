import { rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from '../base/atomic-file.ts';
import { EngineError } from '../base/engine-error.ts';
import type { StoredModels } from '../base/stored-models.ts';
import { modelKindSchema, type ModelKind } from '../protocol/model-kind.ts';
import { ModelRecommendations, type RecommendationOptions } from './recommend-models.ts';
import type { DownloadProgress } from './download-progress.ts';
import { fetchModel, type FetchDeps } from './fetch-model.ts';
import { importModel } from './import-model.ts';
import { listModels } from './list-models.ts';
import { filesOf, missingModel, namingFaults } from './model-folder.ts';
import type { ManifestModel, ModelManifest } from './model-manifest.ts';
import { ModelShelf } from './model-shelf.ts';
import { deletePart } from './part-file.ts';
import { ModelResolver } from './resolve-model.ts';
import { startSharedDownload, type SharedDownload } from './shared-download.ts';
import { openVerifiedFiles, type VerifiedFiles } from './verified-files.ts';

/** The models on this machine: those of the manifest and files that the user placed in the folder. */
export interface ModelStore extends StoredModels {
  /**
   * Fetches a model of the manifest. Callers of the same name share one download; it is cancelled when the
   * last one leaves or aborts, and what has arrived is kept for the next time.
   * @throws EngineError as `downloadFile` does; 'speech-model-missing' | 'model-missing' for an unknown name.
   */
  download(
    kind: ModelKind,
    name: string,
    signal: AbortSignal,
  ): AsyncGenerator<DownloadProgress, void, undefined>;
  /**
   * Copies a file (or a streaming model's folder) into the store, once it has the layout of its kind.
   * @returns the name under which it is listed.
   */
  import(kind: ModelKind, sourcePath: string, signal?: AbortSignal): Promise<string>;
  /** Deletes a model and its unfinished download; the user's file elsewhere is never touched. */
  delete(kind: ModelKind, name: string): Promise<void>;
}

export interface ModelStoreOptions extends RecommendationOptions, Pick<FetchDeps, 'clock' | 'log'> {
  /** Holds a folder for each kind; made when needed. */
  readonly directory: string;
  readonly manifest: ModelManifest;
  readonly fetchOptions?: Pick<FetchDeps, 'stallTimeoutMs' | 'freeBytes'>;
}

export async function openModelStore(options: ModelStoreOptions): Promise<ModelStore> {
  const { directory, manifest, log, clock } = options;
  await makeFolder(directory).catch((error: unknown) =>
    log.warn('model folder could not be made', { error }),
  );
  await adoptFolder(path.join(directory, 'streaming-speech'), path.join(directory, 'sherpa-onnx'));
  const verified = await openVerifiedFiles(path.join(directory, 'verified.json'));
  const shelf = new ModelShelf(directory, manifest);
  const recommendations = new ModelRecommendations(manifest, shelf, options);
  const resolver = new ModelResolver(shelf, recommendations, verified);
  const downloads = createDownloadTable((model, signal) =>
    fetchModel(model, { ...options.fetchOptions, shelf, verified, clock, log }, signal),
  );
  return {
    resolve: (kind, nameOrPath) => resolver.resolve(kind, nameOrPath),
    resolveSpeech: (nameOrPath) => resolver.resolveSpeech(nameOrPath),
    async list(kind) {
      const kinds = kind ? [kind] : modelKindSchema.options;
      return (await Promise.all(kinds.map((each) => listModels(each, shelf, recommendations)))).flat();
    },
    download(kind, name, signal) {
      const model = shelf.find(kind, name);
      if (!model) throw missingModel(kind, `There is no model called ${name} to download.`);
      return downloads.watch(model, signal);
    },
    import: (kind, sourcePath, signal = new AbortController().signal) =>
      namingFaults(
        kind,
        sourcePath,
        importModel(
          kind,
          path.resolve(sourcePath),
          { folder: shelf.folderOf(kind), models: shelf.modelsOf(kind), verified },
          signal,
        ),
      ),
    async delete(kind, name) {
      const model = shelf.find(kind, name);
      if (model && downloads.isRunning(model)) {
        throw new EngineError('busy', `${name} is being downloaded.`, 'Cancel the download first.');
      }
      await deleteModel(kind, name, shelf, verified);
    },
  };
}

/** The downloads that are running, one per model, however many wait for it. */
function createDownloadTable(
  run: (model: ManifestModel, signal: AbortSignal) => AsyncGenerator<DownloadProgress, void, undefined>,
) {
  const downloads = new Map<ManifestModel, SharedDownload>();
  return {
    isRunning: (model: ManifestModel): boolean => downloads.has(model),
    watch: (model: ManifestModel, signal: AbortSignal) => {
      let download = downloads.get(model);
      if (!download) {
        download = startSharedDownload(
          (jobSignal) => run(model, jobSignal),
          () => downloads.delete(model),
        );
        downloads.set(model, download);
      }
      return download.watch(signal);
    },
  };
}

async function deleteModel(
  kind: ModelKind,
  name: string,
  shelf: ModelShelf,
  verified: VerifiedFiles,
): Promise<void> {
  const model = shelf.find(kind, name);
  const own = (await shelf.ownModels(kind)).find((candidate) => candidate.name === name);
  if (!model && !own) throw missingModel(kind, `There is no model called ${name}.`);
  for (const file of model ? shelf.filePaths(model) : []) await deletePart(file);
  const target = model ? shelf.pathOf(model) : (own?.path ?? '');
  for (const file of await filesOf(target, kind)) await verified.forget(file);
  await rm(target, { recursive: true, force: true });
}

/** Models of versions that called this kind otherwise. */
async function adoptFolder(old: string, current: string): Promise<void> {
  if ((await stat(current).catch(() => undefined)) === undefined) {
    await rename(old, current).catch(() => undefined);
  }
}
