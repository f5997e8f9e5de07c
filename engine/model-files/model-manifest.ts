import { readFile } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { z } from 'zod';
import { isSpeechKind, modelKindSchema, type ModelKind } from '../protocol/model-kind.ts';

/** The list of models that Sotto knows by name, with what it takes to trust and to run each. */

const MANIFEST_URL = new URL('../../assets/models.json', import.meta.url);
/** A name is also a folder or part of a file name, so nothing in it may climb out of the folder. */
const safeName = z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,99})$/);

const remoteFileSchema = z.strictObject({
  name: safeName,
  url: z.url({ protocol: /^https?$/ }),
  bytes: z.int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const manifestModelSchema = z.strictObject({
  kind: modelKindSchema,
  name: safeName,
  description: z.string(),
  /** ISO 639-1 codes; `*` alone for a model of many languages. */
  languages: z.array(z.string()).min(1),
  licence: z.string(),
  /**
   * Memory that running it takes, weights and working space: whisper.cpp's own figures for whole tiny to
   * medium models, estimated from the file's size for the rest.
   */
  memoryBytes: z.int().positive(),
  /** Processor cores from which it keeps up with a call without a GPU. */
  coreCount: z.int().positive(),
  /** How fast it is, with the source; left out where unknown. */
  speed: z.string().optional(),
  /** The same model in Ollama's library. */
  ollamaName: z.string().optional(),
  /** Where size and checksum were found, and whether they were checked against a download. */
  source: z.string(),
  files: z.array(remoteFileSchema).min(1),
});

const manifestSchema = z
  .strictObject({ version: z.literal(1), models: z.array(manifestModelSchema) })
  .refine(({ models }) => new Set(models.map((model) => model.name)).size === models.length, {
    error: 'Two models have the same name.',
  });

export type RemoteFile = Readonly<z.infer<typeof remoteFileSchema>>;
export type ManifestModel = Readonly<z.infer<typeof manifestModelSchema>>;
/** Models of each kind stand from the lightest to the best. */
export type ModelManifest = Readonly<z.infer<typeof manifestSchema>>;

/** What a model has to run on. */
export interface Machine {
  readonly memoryBytes: number;
  readonly coreCount: number;
  /** The largest speech model of the kind that it hears with in time, as measured; undefined while it is not known. */
  readonly hearableBytes?: number | undefined;
}

/** Share of a machine's memory that a model may take: speech runs beside the chat model and the call. */
const MEMORY_SHARE: Readonly<Record<ModelKind, number>> = {
  speech: 0.2,
  'sherpa-onnx': 0.2,
  chat: 0.45,
  speaker: 0.1,
};

/** @throws ZodError when the list is not of its form: a fault of the build, not of the user. */
export async function loadManifest(url: URL = MANIFEST_URL): Promise<ModelManifest> {
  return manifestSchema.parse(JSON.parse(await readFile(url, 'utf8')));
}

export function describeMachine(): Machine {
  return { memoryBytes: totalmem(), coreCount: availableParallelism() };
}

/**
 * The best model of a kind that this machine can run beside a call.
 * @param language `auto` or an ISO 639-1 code; an English-only model is chosen for `en` alone.
 * @returns undefined when none of the kind knows the language; the lightest when none fits the machine.
 */
export function recommendModel(
  manifest: ModelManifest,
  kind: ModelKind,
  machine: Machine & { readonly language: string },
): ManifestModel | undefined {
  const candidates = manifest.models.filter(
    (model) => model.kind === kind && speaks(model, kind, machine.language),
  );
  const { hearableBytes = Number.POSITIVE_INFINITY } = machine;
  const fitting = candidates.filter(
    (model) =>
      model.memoryBytes <= machine.memoryBytes * MEMORY_SHARE[kind] &&
      model.coreCount <= machine.coreCount &&
      (!isSpeechKind(kind) || modelBytes(model) <= hearableBytes),
  );
  return preferEnglish(fitting, machine.language) ?? candidates[0];
}

export function modelBytes(model: ManifestModel): number {
  return model.files.reduce((sum, file) => sum + file.bytes, 0);
}

/** Name of its file or, for a model of several files, of its folder. */
export function storedName(model: ManifestModel): string {
  return model.kind === 'sherpa-onnx' ? model.name : (model.files[0]?.name ?? model.name);
}

function speaks(model: ManifestModel, kind: ModelKind, language: string): boolean {
  if (model.languages.includes('*')) return true;
  // As long as the language is unknown, a speech model has to know them all.
  if (language === 'auto') return !isSpeechKind(kind);
  return model.languages.includes(language);
}

/** The last one is the best; of two of the same size an English-only one hears English better. */
function preferEnglish(models: readonly ManifestModel[], language: string): ManifestModel | undefined {
  const best = models.at(-1);
  if (!best || language !== 'en') return best;
  return (
    models.findLast((model) => model.memoryBytes === best.memoryBytes && !model.languages.includes('*')) ??
    best
  );
}
