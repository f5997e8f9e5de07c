/** Entry of the process that holds sherpa-onnx: native code that may crash or end the process. */
import { createRequire } from 'node:module';
import type { RecognizerResult, SherpaOnnxSettings, SherpaOnnxTask } from './recognizer-messages.ts';
import { serveRecognizer } from './serve-recognizer.ts';

/** The part of sherpa-onnx-node (1.13) that is used here; the package has no types. */
interface OnlineStream {
  acceptWaveform(wave: { samples: Float32Array; sampleRate: number }): void;
  inputFinished(): void;
}
interface OnlineRecognizer {
  createStream(): OnlineStream;
  isReady(stream: OnlineStream): boolean;
  decode(stream: OnlineStream): void;
  getResult(stream: OnlineStream): { text: string };
}
type OnlineRecognizerClass = new (config: object) => OnlineRecognizer;

const RATE_HZ = 16_000;
const FEATURE_COUNT = 80;
const FULL_SCALE_COUNT = 32_768;
/** Silence that lets the encoder's last chunk out: streaming zipformers look 320 ms ahead. */
const TAIL_SAMPLES = (RATE_HZ * 6) / 10;
/** Two channels and what is just ending; older turns never come back. */
const MAX_STREAM_COUNT = 4;

let recognizer: OnlineRecognizer;
/** Open turns, least recently used first. */
const streams = new Map<string, OnlineStream>();

serveRecognizer<SherpaOnnxSettings, SherpaOnnxTask>({ load, run });

function load(settings: SherpaOnnxSettings): Promise<void> {
  const { OnlineRecognizer } = createRequire(import.meta.url)('sherpa-onnx-node') as {
    OnlineRecognizer: OnlineRecognizerClass;
  };
  recognizer = new OnlineRecognizer({
    featConfig: { sampleRate: RATE_HZ, featureDim: FEATURE_COUNT },
    modelConfig: {
      transducer: {
        encoder: settings.encoderPath,
        decoder: settings.decoderPath,
        joiner: settings.joinerPath,
      },
      tokens: settings.tokensPath,
      numThreads: settings.threadCount,
      provider: 'cpu',
      debug: 0,
    },
    decodingMethod: 'greedy_search',
    // Turns are ended by Sotto's own endpointing.
    enableEndpoint: 0,
  });
  return Promise.resolve();
}

function run({ turnId, isFresh, samples, isFinal }: SherpaOnnxTask): Promise<RecognizerResult> {
  const startMs = performance.now();
  const stream = (isFresh ? undefined : streams.get(turnId)) ?? recognizer.createStream();
  streams.delete(turnId);
  stream.acceptWaveform({ samples: toFloats(samples), sampleRate: RATE_HZ });
  if (isFinal) {
    stream.acceptWaveform({ samples: new Float32Array(TAIL_SAMPLES), sampleRate: RATE_HZ });
    stream.inputFinished();
  } else {
    streams.set(turnId, stream);
    for (const oldest of streams.keys()) if (streams.size > MAX_STREAM_COUNT) streams.delete(oldest);
  }
  while (recognizer.isReady(stream)) recognizer.decode(stream);
  return Promise.resolve({
    text: recognizer.getResult(stream).text,
    computeMs: performance.now() - startMs,
  });
}

function toFloats(samples: Int16Array): Float32Array {
  return Float32Array.from(samples, (sample) => sample / FULL_SCALE_COUNT);
}
