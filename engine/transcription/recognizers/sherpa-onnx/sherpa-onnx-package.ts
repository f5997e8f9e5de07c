import { createRequire } from 'node:module';

/** The part of sherpa-onnx-node (1.13) that is used here; the package has no types. */
export interface SherpaOnnxPackage {
  readonly OnlineRecognizer: new (config: object) => OnlineRecognizer;
  readonly OfflineRecognizer: new (config: object) => OfflineRecognizer;
  readonly SpeakerEmbeddingExtractor: new (config: object) => SpeakerEmbeddingExtractor;
}

export interface OnlineStream {
  acceptWaveform(wave: Waveform): void;
  inputFinished(): void;
}

export interface OnlineRecognizer {
  createStream(): OnlineStream;
  isReady(stream: OnlineStream): boolean;
  decode(stream: OnlineStream): void;
  getResult(stream: OnlineStream): { readonly text: string };
}

export interface OfflineStream {
  acceptWaveform(wave: Waveform): void;
}

export interface OfflineRecognizer {
  /** Takes effect with the next pass; an unknown value ends the process. */
  setConfig(config: object): void;
  createStream(): OfflineStream;
  decode(stream: OfflineStream): void;
  getResult(stream: OfflineStream): {
    readonly text: string;
    /** A code or a mark such as `<|en|>`; '' where the model does not say. */
    readonly lang: string;
    readonly tokens: readonly string[];
  };
}

export interface SpeakerEmbeddingExtractor {
  createStream(): OnlineStream;
  isReady(stream: OnlineStream): boolean;
  /** @param useExternalBuffer memory of the native code, which Electron refuses. */
  compute(stream: OnlineStream, useExternalBuffer: boolean): Float32Array;
}

interface Waveform {
  readonly samples: Float32Array;
  readonly sampleRate: number;
}

export const RATE_HZ = 16_000;
const FEATURE_COUNT = 80;
const FULL_SCALE_COUNT = 32_768;

export const featureConfig = { sampleRate: RATE_HZ, featureDim: FEATURE_COUNT };

export function loadSherpaOnnx(): SherpaOnnxPackage {
  return createRequire(import.meta.url)('sherpa-onnx-node') as SherpaOnnxPackage;
}

interface ResultSource<Stream, Result> {
  getResult(stream: Stream): Result;
}

/**
 * What was heard in a stream. The package parses what native code wrote, which is not JSON when the tokens are not
 * those of the model.
 */
export function resultOf<Stream, Result>(recognizer: ResultSource<Stream, Result>, stream: Stream): Result {
  try {
    return recognizer.getResult(stream);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new Error("the tokens.txt in the model's folder belongs to another model.", { cause });
  }
}

/** @param paddedCount length of the result; what is missing at its end is silence. */
export function toFloats(samples: Int16Array, paddedCount = samples.length): Float32Array {
  const floats = new Float32Array(paddedCount);
  for (const [index, sample] of samples.entries()) floats[index] = sample / FULL_SCALE_COUNT;
  return floats;
}
