import { constants } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { makeFolder } from '../base/atomic-file.ts';
import { EngineError } from '../base/engine-error.ts';
import { openToRead } from '../base/open-to-read.ts';
import { openOwnFile } from '../base/regular-file.ts';
import type { ModelKind } from '../protocol/model-kind.ts';
import { classifyDiskError } from './download-errors.ts';
import { sha256OfFile } from './file-hash.ts';
import { checkFormat, filesOf } from './model-folder.ts';
import { storedName, type ManifestModel } from './model-manifest.ts';
import type { VerifiedFiles } from './verified-files.ts';

const COPIED_AT_ONCE_BYTES = 1_024 * 1_024;

/** Where imports go, and what is known of models. */
export interface ImportTarget {
  /** The folder of the model's kind. */
  readonly folder: string;
  /** Models of the manifest of this kind. */
  readonly models: readonly ManifestModel[];
  readonly verified: VerifiedFiles;
}

/**
 * Copies a model that the user fetched by hand into the folder of its kind, all or nothing, and records what
 * was copied. A file that is one of the manifest's, by size and SHA-256, takes that one's name.
 * @returns the name under which it is listed.
 * @throws EngineError 'speech-model-missing' | 'speech-model-invalid' | 'model-missing' | 'download-checksum' | 'disk-full'
 */
export async function importModel(
  kind: ModelKind,
  sourcePath: string,
  { folder, models, verified }: ImportTarget,
  signal: AbortSignal,
): Promise<string> {
  const model = await identify(sourcePath, models, signal);
  // The published file is known to be a model; the name of one alone proves nothing.
  if (!model) await checkFormat(sourcePath, kind);
  const name = path.basename(sourcePath);
  const impersonated = model ? undefined : models.find((candidate) => storedName(candidate) === name);
  if (impersonated) throw notThePublishedFile(impersonated.name);
  const target = path.join(folder, model ? storedName(model) : name);
  const digests = new Map<string, string>();
  for (const file of await filesOf(sourcePath, kind)) {
    digests.set(path.relative(sourcePath, file), await sha256OfFile(file, signal));
  }
  if (path.resolve(target) !== sourcePath) await copyModel(sourcePath, target, [...digests.keys()], signal);
  for (const [part, sha256] of digests) await verified.noteImport(path.join(target, part), sha256);
  return model?.name ?? name;
}

/** @param parts of a folder, relative to it; '' for a file. */
async function copyModel(
  sourcePath: string,
  target: string,
  parts: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const unfinished = `${target}.import`;
  try {
    // What a killed import left, or a link that somebody put there; what follows makes only new files.
    await rm(unfinished, { recursive: true, force: true });
    for (const part of parts) {
      signal.throwIfAborted();
      const copy = path.join(unfinished, part);
      await makeFolder(path.dirname(copy));
      await using from = await openToRead(path.join(sourcePath, part));
      await using to = await openOwnFile(copy, constants.O_EXCL);
      await pipeline(from.createReadStream({ highWaterMark: COPIED_AT_ONCE_BYTES }), to.createWriteStream(), {
        signal,
      });
    }
    await rm(target, { recursive: true, force: true });
    await rename(unfinished, target);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    signal.throwIfAborted();
    throw classifyDiskError(error, target) ?? error;
  }
}

/** The model of the manifest that these bytes are. */
async function identify(
  sourcePath: string,
  models: readonly ManifestModel[],
  signal: AbortSignal,
): Promise<ManifestModel | undefined> {
  for (const model of models) {
    const paths = model.files.map((file) =>
      model.kind === 'sherpa-onnx' ? path.join(sourcePath, file.name) : sourcePath,
    );
    const sizes = await Promise.all(paths.map((file) => stat(file).catch(() => undefined)));
    if (!sizes.every((found, index) => found?.size === model.files[index]?.bytes)) continue;
    let isSame = true;
    for (const [index, file] of model.files.entries()) {
      isSame &&= (await sha256OfFile(paths[index] ?? '', signal)) === file.sha256;
    }
    if (isSame) return model;
  }
  return undefined;
}

function notThePublishedFile(name: string): EngineError {
  return new EngineError(
    'download-checksum',
    `This file is named like ${name}, but its SHA-256 is not the published one.`,
    'Fetch it again; or, if it is a model of your own, give the file another name.',
  );
}
