import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { ModelKind } from '../protocol/model-kind.ts';
import { findModels, type FoundModel } from './model-folder.ts';
import { modelBytes, storedName, type ManifestModel, type ModelManifest } from './model-manifest.ts';

/** Where each model of the manifest has its place on the disk, and what is there: a folder for each kind. */
export class ModelShelf {
  readonly #directory: string;
  readonly #manifest: ModelManifest;

  constructor(directory: string, manifest: ModelManifest) {
    this.#directory = directory;
    this.#manifest = manifest;
  }

  folderOf(kind: ModelKind): string {
    return path.join(this.#directory, kind);
  }

  /** Path of a model of the manifest: a file, or the folder of its files. */
  pathOf(model: ManifestModel): string {
    return path.join(this.folderOf(model.kind), storedName(model));
  }

  /** Path of each file of a model, in the manifest's order. */
  filePaths(model: ManifestModel): readonly string[] {
    return model.kind === 'sherpa-onnx'
      ? model.files.map((file) => path.join(this.pathOf(model), file.name))
      : [this.pathOf(model)];
  }

  /** The manifest's models of a kind, from the lightest to the best. */
  modelsOf(kind: ModelKind): readonly ManifestModel[] {
    return this.#manifest.models.filter((model) => model.kind === kind);
  }

  /** A model of the manifest, by its name or by the name of its file. */
  find(kind: ModelKind, name: string): ManifestModel | undefined {
    return this.modelsOf(kind).find((model) => model.name === name || storedName(model) === name);
  }

  /** Is this the name of a model of another kind? */
  isOfOtherKind(kind: ModelKind, name: string): boolean {
    return this.#manifest.models.some((model) => model.name === name && model.kind !== kind);
  }

  /** Bytes of the model's files that are here whole. */
  async presentBytes(model: ManifestModel): Promise<number> {
    const sizes = await Promise.all(this.filePaths(model).map(fileBytes));
    const whole = model.files.filter((file, index) => sizes[index] === file.bytes);
    return whole.reduce((sum, file) => sum + file.bytes, 0);
  }

  async isPresent(model: ManifestModel): Promise<boolean> {
    return (await this.presentBytes(model)) === modelBytes(model);
  }

  /** Models that the user placed in the folder and the manifest does not know. */
  async ownModels(kind: ModelKind): Promise<readonly FoundModel[]> {
    return (await findModels(this.folderOf(kind), kind)).filter(({ name }) => !this.find(kind, name));
  }

  /** By the name of its file, or as the manifest would call it: a newer manifest may lack a model that is here. */
  async findOwn(kind: ModelKind, name: string): Promise<FoundModel | undefined> {
    return (await this.ownModels(kind)).find(
      (model) => model.name === name || model.name === `ggml-${name}.bin`,
    );
  }
}

/** Size of a regular file; undefined when there is none. */
export async function fileBytes(filePath: string): Promise<number | undefined> {
  const file = await stat(filePath).catch(() => undefined);
  return file?.isFile() ? file.size : undefined;
}
