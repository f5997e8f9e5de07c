import { stat } from 'node:fs/promises';
import { systemClock } from '../../engine/base/clock.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { openSherpaOnnxTranscriber } from '../../engine/transcription/recognizers/sherpa-onnx/sherpa-onnx-transcriber.ts';
import type { Transcriber } from '../../engine/transcription/recognizers/base/transcriber.ts';
import { openWhisperTranscriber } from '../../engine/transcription/recognizers/whisper/whisper-transcriber.ts';

/**
 * The recognizer follows from what the model is: a folder of sherpa-onnx files or a ggml file.
 * @throws EngineError 'speech-model-missing' | 'speech-model-invalid' | 'transcriber-failed' | 'transcriber-down'
 */
export async function openSpeechModel(modelPath: string): Promise<Transcriber> {
  const isFolder = (await stat(modelPath).catch(() => undefined))?.isDirectory() === true;
  if (isFolder) {
    return openSherpaOnnxTranscriber({ modelDirectory: modelPath, clock: systemClock, log: silentLogger });
  }
  return openWhisperTranscriber({
    modelPath,
    useGpu: true,
    clock: systemClock,
    log: silentLogger,
    onStateChange: () => undefined,
  });
}
