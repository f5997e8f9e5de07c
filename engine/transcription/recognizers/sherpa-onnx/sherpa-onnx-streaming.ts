import type { SherpaOnnxModel } from '../../../formats/sherpa-onnx-model.ts';
import type { RecognizerResult, SherpaOnnxStreamTask } from '../base/recognizer-messages.ts';
import {
  featureConfig,
  loadSherpaOnnx,
  RATE_HZ,
  resultOf,
  toFloats,
  type OnlineStream,
} from './sherpa-onnx-package.ts';

/** Silence that lets the encoder's last chunk out: streaming zipformers look 320 ms ahead. */
const TAIL_SAMPLES = (RATE_HZ * 6) / 10;
/** Two channels and what is just ending; older turns never come back. */
const MAX_STREAM_COUNT = 4;

/** Loads a streaming model, which keeps what it heard of each open turn. */
export function openStreaming(
  { parts, tokensPath }: SherpaOnnxModel,
  threadCount: number,
): (task: SherpaOnnxStreamTask) => RecognizerResult {
  const { OnlineRecognizer } = loadSherpaOnnx();
  const recognizer = new OnlineRecognizer({
    featConfig: featureConfig,
    modelConfig: {
      transducer: parts,
      tokens: tokensPath,
      numThreads: threadCount,
      provider: 'cpu',
      debug: 0,
    },
    decodingMethod: 'greedy_search',
    // Turns are ended by Sotto's own endpointing.
    enableEndpoint: 0,
  });
  /** Open turns, least recently used first. */
  const streams = new Map<string, OnlineStream>();
  return ({ turnId, isFresh, samples, isFinal }) => {
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
    return { text: resultOf(recognizer, stream).text, computeMs: performance.now() - startMs };
  };
}
