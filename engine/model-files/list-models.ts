import type { ModelKind } from '../protocol/model-kind.ts';
import type { ModelFile } from '../protocol/events.ts';
import type { ModelRecommendations } from './recommend-models.ts';
import { modelBytes, type ManifestModel } from './model-manifest.ts';
import type { ModelShelf } from './model-shelf.ts';
import { partBytesOf } from './part-file.ts';

/** The manifest's models of a kind, here or not, and then the user's own. */
export async function listModels(
  kind: ModelKind,
  shelf: ModelShelf,
  recommendations: ModelRecommendations,
): Promise<readonly ModelFile[]> {
  const recommended = await recommendations.recommended(kind);
  const known = await Promise.all(
    shelf.modelsOf(kind).map((model) => describe(model, model === recommended, shelf)),
  );
  const own = (await shelf.ownModels(kind)).map(({ name, bytes }): ModelFile => ({
    kind,
    name,
    bytes,
    licence: '',
    languages: [],
    isPresent: true,
    isRecommended: false,
    partialBytes: 0,
  }));
  return [...known, ...own];
}

async function describe(model: ManifestModel, isRecommended: boolean, shelf: ModelShelf): Promise<ModelFile> {
  const bytes = modelBytes(model);
  const wholeBytes = await shelf.presentBytes(model);
  const partBytes = await Promise.all(shelf.filePaths(model).map(partBytesOf));
  return {
    kind: model.kind,
    name: model.name,
    bytes,
    licence: model.licence,
    languages: model.languages,
    isPresent: wholeBytes === bytes,
    isRecommended,
    ...(model.ollamaName !== undefined && { ollamaName: model.ollamaName }),
    partialBytes: wholeBytes === bytes ? 0 : partBytes.reduce((sum, part) => sum + part, wholeBytes),
  };
}
