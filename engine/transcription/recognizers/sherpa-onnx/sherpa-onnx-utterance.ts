import type { SherpaOnnxModel } from '../../../formats/sherpa-onnx-model.ts';
import type { SherpaOnnxResult, SherpaOnnxUtteranceTask } from '../base/recognizer-messages.ts';
import { featureConfig, loadSherpaOnnx, RATE_HZ, resultOf, toFloats } from './sherpa-onnx-package.ts';

/** Whisper as sherpa-onnx runs it writes six tokens at most for each second of the audio it is given. */
const WHISPER_TOKENS_PER_SECOND = 6;
/** Half of Whisper's text context. */
const WHISPER_MAX_TOKEN_COUNT = 224;

/** Loads a model that reads whole utterances. */
export function openUtterances(
  model: SherpaOnnxModel,
  threadCount: number,
): (task: SherpaOnnxUtteranceTask) => SherpaOnnxResult {
  const { OfflineRecognizer } = loadSherpaOnnx();
  let current = { language: '', tailFrameCount: 0 };
  const recognizer = new OfflineRecognizer(configOf(model, threadCount, current));
  return ({ samples, language, paddedCount, tailFrameCount }) => {
    const startMs = performance.now();
    if (language !== current.language || tailFrameCount !== current.tailFrameCount) {
      current = { language, tailFrameCount };
      recognizer.setConfig(configOf(model, threadCount, current));
    }
    const stream = recognizer.createStream();
    stream.acceptWaveform({ samples: toFloats(samples, paddedCount), sampleRate: RATE_HZ });
    recognizer.decode(stream);
    const { text, lang, tokens } = resultOf(recognizer, stream);
    return {
      text,
      language: /[a-z]{2,3}/.exec(lang)?.[0],
      isCutShort: model.kind === 'whisper' && tokens.length >= tokenLimitCount(paddedCount),
      computeMs: performance.now() - startMs,
    };
  };
}

function tokenLimitCount(sampleCount: number): number {
  return Math.min(WHISPER_MAX_TOKEN_COUNT, Math.floor((sampleCount / RATE_HZ) * WHISPER_TOKENS_PER_SECOND));
}

interface Choice {
  /** '' has the model detect it. */
  readonly language: string;
  /** Frames of 10 ms of nothing that Whisper is given after the audio; 0 takes sherpa-onnx's own choice. */
  readonly tailFrameCount: number;
}

/** The names here and those of the parts are sherpa-onnx's own. */
function configOf(model: SherpaOnnxModel, threadCount: number, choice: Choice): object {
  const runs = { tokens: model.tokensPath, numThreads: threadCount, provider: 'cpu', debug: 0 };
  return {
    featConfig: featureConfig,
    modelConfig: { ...partsOf(model, choice), ...runs },
    decodingMethod: 'greedy_search',
  };
}

function partsOf({ kind, parts }: SherpaOnnxModel, { language, tailFrameCount }: Choice): object {
  switch (kind) {
    case 'whisper':
      return { whisper: { ...parts, language, task: 'transcribe', tailPaddings: tailFrameCount || -1 } };
    case 'moonshine':
      return { moonshine: parts };
    case 'nemo-transducer':
      return { transducer: parts, modelType: 'nemo_transducer' };
    case 'transducer':
    case 'streaming-transducer':
      return { transducer: parts, modelType: 'transducer' };
    case 'sense-voice':
      return { senseVoice: { ...parts, language: language || 'auto', useInverseTextNormalization: 1 } };
  }
}
