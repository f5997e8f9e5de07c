import { isSpeechKind, type ModelKind, type SpeechModelKind } from '../protocol/model-kind.ts';
import { missingModel } from './model-folder.ts';
import {
  describeMachine,
  modelBytes,
  recommendModel,
  type Machine,
  type ManifestModel,
  type ModelManifest,
} from './model-manifest.ts';
import type { ModelShelf } from './model-shelf.ts';
import { preferredSpeechKind } from './preferred-speech.ts';

/** Whisper tiny, the smallest published model, has four times as much. */
const MAX_TOY_BYTES = 10_000_000;

/** What the choice of a model depends on; each function is called at each choice. */
export interface RecommendationOptions {
  /** `auto` or an ISO 639-1 code. */
  readonly language?: () => string;
  readonly machine?: Machine;
  /** The largest model of a kind that this machine was measured to hear with in time. */
  readonly hearableBytes?: (kind: SpeechModelKind) => Promise<number | undefined>;
  /** Which kind of speech model this machine runs best; left out: found from processor and GPU builds. */
  readonly preferredSpeech?: () => SpeechModelKind;
}

/** Which model to get, and which of those that are here to use. */
export class ModelRecommendations {
  readonly #manifest: ModelManifest;
  readonly #shelf: ModelShelf;
  readonly #options: RecommendationOptions;

  constructor(manifest: ModelManifest, shelf: ModelShelf, options: RecommendationOptions) {
    this.#manifest = manifest;
    this.#shelf = shelf;
    this.#options = options;
  }

  /** The model of a kind that is recommended for this machine; undefined when one of another kind is. */
  async recommended(kind: ModelKind): Promise<ManifestModel | undefined> {
    const machine = await this.#machineFor(kind);
    const preferred = this.#preferredSpeech();
    // Where the preferred kind has no model of the language, one of the other kind is better than none.
    const isKindRecommended =
      !isSpeechKind(kind) || kind === preferred || !recommendModel(this.#manifest, preferred, machine);
    return isKindRecommended ? recommendModel(this.#manifest, kind, machine) : undefined;
  }

  /** What would be recommended of the models that are here, else the best of them, else a file of the user. */
  async bestPresent(kind: ModelKind): Promise<string | undefined> {
    const presence = await Promise.all(
      this.#shelf.modelsOf(kind).map(async (model) => ((await this.#shelf.isPresent(model)) ? [model] : [])),
    );
    const present = presence.flat();
    const machine = await this.#machineFor(kind);
    const best = recommendModel({ ...this.#manifest, models: present }, kind, machine) ?? present.at(-1);
    return best?.name ?? (await this.#shelf.ownModels(kind))[0]?.name;
  }

  /** @throws EngineError 'speech-model-missing' */
  async bestSpeech(): Promise<{ readonly kind: SpeechModelKind; readonly name: string }> {
    const preferred = this.#preferredSpeech();
    const name = await this.bestPresent(preferred);
    const other = preferred === 'speech' ? 'sherpa-onnx' : 'speech';
    const otherName = await this.bestPresent(other);
    if (name !== undefined) {
      // Measured beats expected; whisper.cpp on a processor it is not made for needs no measurement.
      const isOtherQuicker =
        other === 'sherpa-onnx' &&
        otherName !== undefined &&
        (await this.#isTooSlow(preferred, name)) &&
        !(await this.#isTooSlow(other, otherName));
      return isOtherQuicker ? { kind: other, name: otherName } : { kind: preferred, name };
    }
    if (otherName === undefined) throw missingModel(preferred, 'There is no speech model yet.');
    // sherpa-onnx runs well everywhere, and whisper.cpp runs the demo's toy; more only when asked for by name.
    if (other === 'sherpa-onnx' || (await this.#isToy(otherName))) return { kind: other, name: otherName };
    throw missingModel(
      preferred,
      `whisper.cpp is too slow on this processor for ${otherName}, and there is no model for sherpa-onnx yet.`,
    );
  }

  /** This machine was measured not to keep up with a model of its size. */
  async #isTooSlow(kind: SpeechModelKind, name: string): Promise<boolean> {
    const hearableBytes = await this.#options.hearableBytes?.(kind);
    const bytes = await this.#bytesOf(kind, name);
    return hearableBytes !== undefined && bytes !== undefined && bytes > hearableBytes;
  }

  async #isToy(name: string): Promise<boolean> {
    const bytes = await this.#bytesOf('speech', name);
    return bytes !== undefined && bytes <= MAX_TOY_BYTES;
  }

  async #bytesOf(kind: SpeechModelKind, name: string): Promise<number | undefined> {
    const model = this.#shelf.find(kind, name);
    return model ? modelBytes(model) : (await this.#shelf.findOwn(kind, name))?.bytes;
  }

  #preferredSpeech(): SpeechModelKind {
    return this.#options.preferredSpeech?.() ?? preferredSpeechKind();
  }

  async #machineFor(kind: ModelKind): Promise<Machine & { readonly language: string }> {
    return {
      ...(this.#options.machine ?? describeMachine()),
      language: this.#options.language?.() ?? 'auto',
      hearableBytes: isSpeechKind(kind) ? await this.#options.hearableBytes?.(kind) : undefined,
    };
  }
}
