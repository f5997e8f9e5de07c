import { rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from '../base/atomic-file.ts';
import type { Clock } from '../base/clock.ts';
import { EngineError } from '../base/engine-error.ts';
import type { Logger } from '../base/logger.ts';
import type { ModelKind, SpeechModelKind, StoredModels } from '../base/stored-models.ts';
import type { ModelFile } from '../protocol/events.ts';
import type { DownloadDeps } from './download-file.ts';
import type { DownloadProgress } from './download-progress.ts';
import { importModel } from './import-model.ts';
import {
  checkFormat,
  filesOf,
  findModels,
  invalidModel,
  missingModel,
  type FoundModel,
} from './model-folder.ts';
import {
  describeLanguages,
  describeMachine,
  modelBytes,
  recommendModel,
  type Machine,
  type ManifestModel,
  type ModelManifest,
} from './model-manifest.ts';
import { deletePart, partBytesOf } from './part-file.ts';
import { preferredSpeechKind } from './preferred-speech.ts';
import { startSharedDownload, type SharedDownload } from './shared-download.ts';
import { openVerifiedFiles } from './verified-files.ts';

const SPEECH_KINDS = ['speech', 'sherpa-onnx'] as const;
/** Whisper tiny, the smallest published model, has four times as much. */
const MAX_TOY_BYTES = 10_000_000;
const MODEL_KINDS: readonly ModelKind[] = ['speech', 'sherpa-onnx', 'chat'];

/** The models on this machine: those of the manifest and files that the user placed in the folder. */
export interface ModelStore extends StoredModels {
  /**
   * Fetches a model of the manifest. Callers of the same name share one download; it is cancelled, and
   * kept to go on later, when the last one leaves or aborts.
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
  /** Deletes a model and what was begun of it; the user's file elsewhere is never touched. */
  delete(kind: ModelKind, name: string): Promise<void>;
}

export interface ModelStoreOptions {
  /** Holds a folder for each kind; made when needed. */
  readonly directory: string;
  readonly manifest: ModelManifest;
  readonly log: Logger;
  readonly clock: Clock;
  /** `auto` or an ISO 639-1 code, for the recommendation; read at each listing. */
  readonly language?: () => string;
  readonly machine?: Machine;
  /** The largest model of a kind that this machine was measured to hear with in time; read at each listing. */
  readonly hearableBytes?: (kind: SpeechModelKind) => Promise<number | undefined>;
  /** Which kind of speech model this machine runs best; left out: found from processor and GPU builds. */
  readonly preferredSpeech?: () => SpeechModelKind;
  readonly fetchOptions?: Partial<Pick<DownloadDeps, 'stallTimeoutMs' | 'freeBytes'>>;
}

export async function openModelStore(options: ModelStoreOptions): Promise<ModelStore> {
  const { directory, manifest, log, clock } = options;
  await makeFolder(directory).catch((error: unknown) =>
    log.warn('model folder could not be made', { error }),
  );
  await adoptFolder(path.join(directory, 'streaming-speech'), path.join(directory, 'sherpa-onnx'));
  const verified = await openVerifiedFiles(path.join(directory, 'verified.json'));
  const downloads = new Map<string, SharedDownload>();
  const never = new AbortController().signal;

  const folderOf = (kind: ModelKind): string => path.join(directory, kind);
  const modelPath = (model: ManifestModel): string =>
    path.join(folderOf(model.kind), model.kind === 'sherpa-onnx' ? model.name : (model.files[0]?.name ?? ''));
  const filePaths = (model: ManifestModel): readonly string[] =>
    model.kind === 'sherpa-onnx'
      ? model.files.map((file) => path.join(modelPath(model), file.name))
      : [modelPath(model)];
  const modelsOf = (kind: ModelKind): readonly ManifestModel[] =>
    manifest.models.filter((model) => model.kind === kind);
  /** By its manifest name or by the name of its file. */
  const known = (kind: ModelKind, name: string): ManifestModel | undefined =>
    modelsOf(kind).find((model) => model.name === name || path.basename(modelPath(model)) === name);
  const presentBytes = async (model: ManifestModel): Promise<number> => {
    const sizes = await Promise.all(filePaths(model).map(fileBytes));
    const whole = model.files.filter((file, index) => sizes[index] === file.bytes);
    return whole.reduce((sum, file) => sum + file.bytes, 0);
  };
  const isPresent = async (model: ManifestModel): Promise<boolean> =>
    (await presentBytes(model)) === modelBytes(model);
  const found = async (kind: ModelKind): Promise<readonly FoundModel[]> =>
    (await findModels(folderOf(kind), kind)).filter(({ name }) => !known(kind, name));

  const list = async (kind: ModelKind): Promise<ModelFile[]> => {
    const machine = {
      ...(options.machine ?? describeMachine()),
      language: options.language?.() ?? 'auto',
      hearableBytes: kind === 'chat' ? undefined : await options.hearableBytes?.(kind),
    };
    const recommended = recommendModel(manifest, kind, machine);
    const preferred = options.preferredSpeech?.() ?? preferredSpeechKind();
    // Where the preferred kind has no model of the language, one of the other kind is better than none.
    const isKindRecommended =
      kind === 'chat' || kind === preferred || !recommendModel(manifest, preferred, machine);
    const listed = modelsOf(kind).map(async (model): Promise<ModelFile> => {
      const here = await isPresent(model);
      const begun = await Promise.all(filePaths(model).map(partBytesOf));
      return {
        kind,
        name: model.name,
        bytes: modelBytes(model),
        licence: model.licence,
        languages: describeLanguages(model),
        isPresent: here,
        isRecommended: model === recommended && isKindRecommended,
        ...(model.ollamaName !== undefined && { ollamaName: model.ollamaName }),
        partialBytes: here ? 0 : begun.reduce((sum, bytes) => sum + bytes, await presentBytes(model)),
      };
    });
    const own = (await found(kind)).map(({ name, bytes }): ModelFile => ({
      kind,
      name,
      bytes,
      licence: 'your own file',
      languages: 'unknown',
      isPresent: true,
      isRecommended: false,
      partialBytes: 0,
    }));
    return [...(await Promise.all(listed)), ...own];
  };

  const resolveKnown = async (model: ManifestModel): Promise<string> => {
    if (!(await isPresent(model))) {
      throw missingModel(model.kind, `The model ${model.name} is not downloaded.`);
    }
    for (const [index, file] of model.files.entries()) {
      const digest = await verified.digestOf(filePaths(model)[index] ?? '', never);
      if (digest !== file.sha256) {
        throw invalidModel(model.kind, `${model.name} is damaged: its SHA-256 is not the published one.`);
      }
    }
    return modelPath(model);
  };
  const resolveOwn = async (kind: ModelKind, ownPath: string): Promise<string> => {
    await checkFormat(ownPath, kind);
    for (const file of await filesOf(ownPath, kind)) {
      const imported = verified.importedDigestOf(file);
      if (imported !== undefined && (await verified.digestOf(file, never)) !== imported) {
        throw invalidModel(kind, `${file} is damaged: it is not what was imported.`);
      }
    }
    return ownPath;
  };
  /** The recommended one when it is here, else the best of the manifest, else any file of the user's. */
  const bestPresent = async (kind: ModelKind): Promise<string | undefined> => {
    const machine = { ...(options.machine ?? describeMachine()), language: options.language?.() ?? 'auto' };
    const recommended = recommendModel(manifest, kind, machine);
    const present = (await list(kind)).filter((model) => model.isPresent);
    const ownNames = new Set((await found(kind)).map(({ name }) => name));
    return (
      present.find((model) => model.name === recommended?.name) ??
      present.findLast((model) => !ownNames.has(model.name)) ??
      present[0]
    )?.name;
  };

  async function* fetchModel(model: ManifestModel, signal: AbortSignal): AsyncGenerator<DownloadProgress> {
    // The HTTP client is loaded with the first download, not with every start.
    const { downloadFile, freeDiskBytes, openDownloadDispatcher, RETRY_COUNT, STALL_TIMEOUT_MS } =
      await import('./download-file.ts');
    const dispatcher = openDownloadDispatcher(process.env);
    try {
      const deps: DownloadDeps = {
        dispatcher,
        clock,
        log,
        stallTimeoutMs: options.fetchOptions?.stallTimeoutMs ?? STALL_TIMEOUT_MS,
        retryCount: RETRY_COUNT,
        freeBytes: options.fetchOptions?.freeBytes ?? freeDiskBytes,
      };
      let doneBytes = 0;
      for (const [index, file] of model.files.entries()) {
        const target = filePaths(model)[index] ?? '';
        await makeFolder(path.dirname(target));
        if (
          (await fileBytes(target)) !== file.bytes ||
          (await verified.digestOf(target, signal)) !== file.sha256
        ) {
          for await (const progress of downloadFile(file, target, deps, signal)) {
            yield {
              ...progress,
              receivedBytes: doneBytes + progress.receivedBytes,
              totalBytes: modelBytes(model),
            };
          }
        }
        doneBytes += file.bytes;
      }
    } finally {
      await dispatcher.destroy();
    }
  }

  const resolve = async (kind: ModelKind, nameOrPath: string): Promise<string> => {
    // The settings hold one name for all recognizers: one of another kind is no choice for this one.
    const isOfOtherKind = manifest.models.some((model) => model.name === nameOrPath && model.kind !== kind);
    const name = nameOrPath === '' || isOfOtherKind ? await bestPresent(kind) : nameOrPath;
    if (name === undefined) throw missingModel(kind, `There is no ${KIND_WORDS[kind]} yet.`);
    const model = known(kind, name);
    if (model) return resolveKnown(model);
    const own = (await found(kind)).find((candidate) => isNamed(candidate, name));
    if (own) return resolveOwn(kind, own.path);
    if (path.isAbsolute(name) || name.includes(path.sep) || name.includes('/') || (await fileBytes(name))) {
      return resolveOwn(kind, path.resolve(name));
    }
    throw missingModel(kind, `There is no model called ${name}.`);
  };
  const kindOfSpeech = async (nameOrPath: string): Promise<SpeechModelKind> => {
    for (const kind of SPEECH_KINDS) {
      if (known(kind, nameOrPath) || (await found(kind)).some((candidate) => isNamed(candidate, nameOrPath)))
        return kind;
    }
    const isFolder = (await stat(nameOrPath).catch(() => undefined))?.isDirectory() ?? false;
    return isFolder ? 'sherpa-onnx' : 'speech';
  };
  const isToy = async (name: string): Promise<boolean> => {
    const model = (await list('speech')).find((candidate) => candidate.name === name);
    return model !== undefined && model.bytes <= MAX_TOY_BYTES;
  };
  const bestSpeech = async (): Promise<{ readonly kind: SpeechModelKind; readonly name: string }> => {
    const preferred = options.preferredSpeech?.() ?? preferredSpeechKind();
    const name = await bestPresent(preferred);
    if (name !== undefined) return { kind: preferred, name };
    const other = preferred === 'speech' ? 'sherpa-onnx' : 'speech';
    const otherName = await bestPresent(other);
    if (otherName === undefined) throw missingModel(preferred, 'There is no speech model yet.');
    // sherpa-onnx runs well everywhere, and whisper.cpp runs the demo's toy; more only for who asks for it.
    if (other === 'sherpa-onnx' || (await isToy(otherName))) return { kind: other, name: otherName };
    throw missingModel(
      preferred,
      `whisper.cpp is too slow on this processor for ${otherName}, and there is no model for sherpa-onnx yet.`,
    );
  };

  return {
    async resolveSpeech(nameOrPath) {
      const best = nameOrPath === '' ? await bestSpeech() : undefined;
      const kind = best?.kind ?? (await kindOfSpeech(nameOrPath));
      return { kind, path: await resolve(kind, best?.name ?? nameOrPath) };
    },
    async list(kind) {
      const lists = await Promise.all((kind ? [kind] : MODEL_KINDS).map(list));
      return lists.flat();
    },
    resolve,
    download(kind, name, signal) {
      const model = known(kind, name);
      if (!model) throw missingModel(kind, `There is no model called ${name} to download.`);
      const key = `${kind}/${model.name}`;
      let shared = downloads.get(key);
      if (!shared) {
        shared = startSharedDownload(
          (jobSignal) => fetchModel(model, jobSignal),
          () => downloads.delete(key),
        );
        downloads.set(key, shared);
      }
      return shared.watch(signal);
    },
    import: (kind, sourcePath, signal = never) =>
      importModel(
        kind,
        path.resolve(sourcePath),
        { folder: folderOf(kind), models: modelsOf(kind), verified },
        signal,
      ),
    async delete(kind, name) {
      if (downloads.has(`${kind}/${known(kind, name)?.name ?? name}`)) {
        throw new EngineError('busy', `${name} is being downloaded.`, 'Cancel the download first.');
      }
      const model = known(kind, name);
      const own = (await found(kind)).find((candidate) => candidate.name === name);
      if (!model && !own) throw missingModel(kind, `There is no model called ${name}.`);
      for (const file of model ? filePaths(model) : []) await deletePart(file);
      const target = model ? modelPath(model) : (own?.path ?? '');
      for (const file of await filesOf(target, kind)) await verified.forget(file);
      await rm(target, { recursive: true, force: true });
    },
  };
}

/** By the name of its file, or as the manifest would call it: a list may have dropped a model that is here. */
function isNamed(model: FoundModel, name: string): boolean {
  return model.name === name || model.name === `ggml-${name}.bin`;
}

/** Models of versions that called this kind otherwise. */
async function adoptFolder(old: string, current: string): Promise<void> {
  if ((await stat(current).catch(() => undefined)) === undefined) {
    await rename(old, current).catch(() => undefined);
  }
}

const KIND_WORDS: Readonly<Record<ModelKind, string>> = {
  speech: 'speech model',
  'sherpa-onnx': 'speech model for sherpa-onnx',
  chat: 'chat model',
};

/** Size of a regular file; undefined when there is none. */
async function fileBytes(filePath: string): Promise<number | undefined> {
  const file = await stat(filePath).catch(() => undefined);
  return file?.isFile() ? file.size : undefined;
}
