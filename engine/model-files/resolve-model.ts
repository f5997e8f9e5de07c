import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { StoredModels } from '../base/stored-models.ts';
import { isSherpaOnnxFile } from '../formats/sherpa-onnx-model.ts';
import { SPEECH_MODEL_KINDS, type ModelKind, type SpeechModelKind } from '../protocol/model-kind.ts';
import type { ModelRecommendations } from './recommend-models.ts';
import { checkFormat, filesOf, invalidModel, missingModel, namingFaults } from './model-folder.ts';
import type { ManifestModel } from './model-manifest.ts';
import { fileBytes, type ModelShelf } from './model-shelf.ts';
import type { VerifiedFiles } from './verified-files.ts';

const KIND_WORDS: Readonly<Record<ModelKind, string>> = {
  speech: 'speech model',
  'sherpa-onnx': 'speech model for sherpa-onnx',
  chat: 'chat model',
  speaker: 'speaker model',
};

/** From the name or path in the settings to a model that is fit to load. */
export class ModelResolver implements Pick<StoredModels, 'resolve' | 'resolveSpeech'> {
  readonly #shelf: ModelShelf;
  readonly #recommendations: ModelRecommendations;
  readonly #verified: VerifiedFiles;

  constructor(shelf: ModelShelf, recommendations: ModelRecommendations, verified: VerifiedFiles) {
    this.#shelf = shelf;
    this.#recommendations = recommendations;
    this.#verified = verified;
  }

  async resolve(kind: ModelKind, nameOrPath: string): Promise<string> {
    // The settings hold one name for all recognizers: one of another kind is not a choice for this one.
    const isUnset = nameOrPath === '' || this.#shelf.isOfOtherKind(kind, nameOrPath);
    const name = isUnset ? await this.#recommendations.bestPresent(kind) : nameOrPath;
    if (name === undefined) throw missingModel(kind, `There is no ${KIND_WORDS[kind]} yet.`);
    const model = this.#shelf.find(kind, name);
    if (model) return namingFaults(kind, this.#shelf.pathOf(model), this.#verifyPublished(model));
    const own = await this.#shelf.findOwn(kind, name);
    if (own) return namingFaults(kind, own.path, this.#verifyOwn(kind, own.path));
    if (isPath(name) || (await fileBytes(name))) {
      const ownPath = path.resolve(name);
      return namingFaults(kind, ownPath, this.#verifyOwn(kind, ownPath));
    }
    throw missingModel(kind, `There is no model called ${name}.`);
  }

  async resolveSpeech(
    nameOrPath: string,
  ): Promise<{ readonly kind: SpeechModelKind; readonly path: string }> {
    const { kind, name } =
      nameOrPath === ''
        ? await this.#recommendations.bestSpeech()
        : { kind: await this.#speechKindOf(nameOrPath), name: nameOrPath };
    return { kind, path: await this.resolve(kind, name) };
  }

  async #speechKindOf(nameOrPath: string): Promise<SpeechModelKind> {
    for (const kind of SPEECH_MODEL_KINDS) {
      if (this.#shelf.find(kind, nameOrPath) || (await this.#shelf.findOwn(kind, nameOrPath))) return kind;
    }
    const isFolder = (await stat(nameOrPath).catch(() => undefined))?.isDirectory() ?? false;
    return isFolder || isSherpaOnnxFile(nameOrPath) ? 'sherpa-onnx' : 'speech';
  }

  /** The bytes of every file must be the published ones. */
  async #verifyPublished(model: ManifestModel): Promise<string> {
    if (!(await this.#shelf.isPresent(model))) {
      throw missingModel(model.kind, `The model ${model.name} is not downloaded.`, model.name);
    }
    const paths = this.#shelf.filePaths(model);
    for (const [index, file] of model.files.entries()) {
      if ((await this.#verified.digestOf(paths[index] ?? '')) !== file.sha256) {
        throw invalidModel(model.kind, `${model.name} is damaged: its SHA-256 is not the published one.`);
      }
    }
    return this.#shelf.pathOf(model);
  }

  /** The user's own must have the layout of its kind and, when it was imported, still be what was imported. */
  async #verifyOwn(kind: ModelKind, ownPath: string): Promise<string> {
    await checkFormat(ownPath, kind);
    for (const file of await filesOf(ownPath, kind)) {
      const imported = this.#verified.importedDigestOf(file);
      if (imported !== undefined && (await this.#verified.digestOf(file)) !== imported) {
        throw invalidModel(kind, `${file} is damaged: it is not what was imported.`);
      }
    }
    return ownPath;
  }
}

function isPath(name: string): boolean {
  return path.isAbsolute(name) || name.includes(path.sep) || name.includes('/');
}
