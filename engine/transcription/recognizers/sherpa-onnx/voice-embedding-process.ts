/** Entry of the process that turns voices into embeddings: native code that may crash or end the process. */
import { constants, setPriority } from 'node:os';
import type {
  VoiceEmbeddingResult,
  VoiceEmbeddingSettings,
  VoiceEmbeddingTask,
} from '../base/recognizer-messages.ts';
import { serveRecognizer } from '../base/serve-recognizer.ts';
import { loadSherpaOnnx, RATE_HZ, toFloats, type SpeakerEmbeddingExtractor } from './sherpa-onnx-package.ts';

let extractor: SpeakerEmbeddingExtractor;

serveRecognizer<VoiceEmbeddingSettings, VoiceEmbeddingTask>({
  load: ({ modelPath }) => {
    // Who spoke may be known late: words and answers come first.
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
    const { SpeakerEmbeddingExtractor } = loadSherpaOnnx();
    extractor = new SpeakerEmbeddingExtractor({
      model: modelPath,
      numThreads: 1,
      provider: 'cpu',
      debug: false,
    });
    return Promise.resolve();
  },
  run: ({ samples }) => Promise.resolve(embed(samples)),
});

function embed(samples: Int16Array): VoiceEmbeddingResult {
  const before = process.cpuUsage();
  const stream = extractor.createStream();
  stream.acceptWaveform({ samples: toFloats(samples), sampleRate: RATE_HZ });
  stream.inputFinished();
  if (!extractor.isReady(stream)) throw new Error('too little sound for a voice embedding');
  const embedding = extractor.compute(stream, false);
  const { user, system } = process.cpuUsage(before);
  return { embedding, processorMs: (user + system) / 1_000 };
}
