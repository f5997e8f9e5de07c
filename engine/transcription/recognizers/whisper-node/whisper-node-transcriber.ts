import path from 'node:path';
import type { Clock } from '../../../base/clock.ts';
import { EngineError } from '../../../base/engine-error.ts';
import type { Logger } from '../../../base/logger.ts';
import { childEntryPath } from '../../../base/fork-child.ts';
import { readSpeechModelLayout } from '../../../formats/speech-model-file.ts';
import { WHISPER_LANGUAGES, whisperLanguage } from '../base/whisper-languages.ts';
import type { Transcriber } from '../base/transcriber.ts';
import type { RecognizerResult, WhisperNodeSettings, WhisperNodeTask } from '../base/recognizer-messages.ts';
import { openRecognizerProcess } from '../base/recognizer-process.ts';
import type { SpawnRecognizer } from '../base/spawn-recognizer.ts';
import { isTooLittleSpeech } from '../base/speech-guard.ts';
import { openPrivateWavFolder } from '../base/wav-file.ts';

export interface WhisperNodeTranscriberOptions {
  /** A whisper model in ggml layout. */
  readonly modelPath: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Left out: the package `whisper-node`, as installed beside Sotto. */
  readonly moduleName?: string;
  readonly taskDeadlineMs?: number;
  /** Left out: a forked Node process. */
  readonly spawn?: SpawnRecognizer;
}

/** The first import compiles whisper.cpp. */
const LOAD_DEADLINE_MS = 10 * 60_000;
const TASK_DEADLINE_MS = 60_000;
/** whisper-node puts paths unquoted into a shell command. */
const SAFE_PATH = /^[A-Za-z0-9_.:\\/-]+$/;

/**
 * Speech recognition by whisper-node, which loads its model again for each pass.
 * @throws EngineError 'transcriber-down' when it is not installed or does not start, 'speech-model-invalid'
 *   when the model's path cannot be given to it safely.
 */
export async function openWhisperNodeTranscriber(
  options: WhisperNodeTranscriberOptions,
): Promise<Transcriber & { readonly processId: number | undefined }> {
  const { modelPath, clock, log, moduleName = 'whisper-node', spawn } = options;
  if (!SAFE_PATH.test(modelPath)) throw unsafePath(modelPath);
  const { isMultilingual } = await readSpeechModelLayout(modelPath);
  const folder = await openPrivateWavFolder();
  try {
    if (!SAFE_PATH.test(folder.path)) throw unsafePath(folder.path);
    const settings: WhisperNodeSettings = { moduleName };
    const recognizer = await openRecognizerProcess<WhisperNodeTask, RecognizerResult>({
      name: 'whisper-node',
      entryPath: childEntryPath('whisper-node-process', import.meta.url),
      settings,
      loadError,
      loadDeadlineMs: LOAD_DEADLINE_MS,
      taskDeadlineMs: options.taskDeadlineMs ?? TASK_DEADLINE_MS,
      clock,
      log,
      spawn,
    });
    return {
      description: `whisper-node · ${path.basename(modelPath)} · own process`,
      limits: isMultilingual ? ['no-vocabulary'] : ['no-vocabulary', 'english-only'],
      languages: isMultilingual ? WHISPER_LANGUAGES : ['en'],
      get processId() {
        return recognizer.processId;
      },
      async transcribe(speech, { language }, signal) {
        signal.throwIfAborted();
        if (isTooLittleSpeech(speech)) return { text: '', computeMs: 0 };
        return folder.withFile(speech.samples, (wavPath) =>
          recognizer.run(() => ({ wavPath, modelPath, language: whisperLanguage(language) }), signal),
        );
      },
      async [Symbol.asyncDispose]() {
        await recognizer[Symbol.asyncDispose]();
        await folder[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    throw error;
  }
}

function loadError(detail: string): EngineError {
  if (/Cannot find (package|module) '?whisper-node/.test(detail)) {
    return new EngineError(
      'transcriber-down',
      'whisper-node is not installed.',
      'Run `npm install whisper-node`, or pick another recognizer in Settings, Speech.',
    );
  }
  return new EngineError(
    'transcriber-down',
    `whisper-node did not start (${detail}). It compiles whisper.cpp first, which needs make and a C++ compiler.`,
    'Install them, or pick whisper.cpp in Settings, Speech: it needs neither.',
  );
}

function unsafePath(unsafe: string): EngineError {
  return new EngineError(
    'speech-model-invalid',
    `whisper-node would run parts of the path ${unsafe} as a command.`,
    'Use a path of letters, digits, dots, dashes and underscores, or pick whisper.cpp in Settings, Speech.',
  );
}
