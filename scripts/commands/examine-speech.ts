import path from 'node:path';
import { systemClock } from '../../engine/base/clock.ts';
import { asEngineError } from '../../engine/base/engine-error.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import type { EngineConfig } from '../../engine/config.ts';
import type { ModelStore } from '../../engine/models/model-store.ts';
import type { Settings } from '../../engine/protocol/settings.ts';
import {
  describePace,
  openPaceBook,
  verdictOn,
  type PaceBook,
  type PaceSubject,
} from '../../engine/speech-pace.ts';
import { openSherpaOnnxTranscriber } from '../../engine/transcription/recognizers/sherpa-onnx-transcriber.ts';
import type { Transcriber } from '../../engine/transcription/transcriber.ts';
import { openWhisperTranscriber } from '../../engine/transcription/whisper-transcriber.ts';
import type { Finding } from './finding.ts';
import { ASSETS_DIRECTORY } from './with-engine.ts';

const PART = 'speech model';

export function openPaces(dataDir: string): PaceBook {
  return openPaceBook({
    directory: path.join(dataDir, 'cache'),
    assetsDirectory: ASSETS_DIRECTORY,
    log: silentLogger,
  });
}

/** Loads the speech model and measures how fast this machine hears with it. */
export async function examineSpeech(
  config: EngineConfig,
  settings: Settings,
  models: ModelStore,
  signal: AbortSignal,
): Promise<Finding> {
  try {
    const subject = await subjectOf(settings, models);
    await using transcriber = await openTranscriber(subject, config, settings);
    const pace = await openPaces(config.dataDir).measure(subject, transcriber, signal);
    const detail = `${transcriber.description} · ${describePace(pace)}`;
    if (verdictOn(pace) === 'live-text') return { part: PART, status: 'works', detail };
    const remedy =
      'Close other programs and run it again; if it stays, `npm run -s sotto -- speech-models` names lighter models.';
    return { part: PART, status: 'limited', detail, remedy };
  } catch (error) {
    const { message, remedy } = asEngineError(error);
    return { part: PART, status: 'missing', detail: message, remedy };
  }
}

async function subjectOf({ speech }: Settings, models: ModelStore): Promise<PaceSubject> {
  return speech.recognizer === 'sherpa-onnx'
    ? { recognizer: 'sherpa-onnx', modelPath: await models.resolve('streaming-speech', speech.model) }
    : { recognizer: 'whisper.cpp', modelPath: await models.resolve('speech', speech.model) };
}

function openTranscriber(
  { recognizer, modelPath }: PaceSubject,
  config: EngineConfig,
  { speech }: Settings,
): Promise<Transcriber> {
  const common = { clock: systemClock, log: silentLogger };
  if (recognizer === 'sherpa-onnx')
    return openSherpaOnnxTranscriber({ ...common, modelDirectory: modelPath });
  return openWhisperTranscriber({
    ...common,
    modelPath,
    useGpu: speech.useGpu,
    shortContext: false,
    keepsSpare: false,
    dataDir: path.join(config.dataDir, 'cache'),
    onStateChange: () => undefined,
  });
}
