import { readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { EngineError } from '../../base/engine-error.ts';
import type { Logger } from '../../base/logger.ts';
import type { Transcriber } from '../transcriber.ts';
import type { RecognizerResult, SherpaOnnxSettings, SherpaOnnxTask } from './recognizer-messages.ts';
import { openRecognizerProcess } from './recognizer-process.ts';
import { recognizerEntryPath, type SpawnRecognizer } from './spawn-recognizer.ts';
import { isTooLittleSpeech } from './speech-guard.ts';
import { createStreamCursor } from './stream-cursor.ts';

export interface SherpaOnnxTranscriberOptions {
  /** A folder with tokens.txt and the encoder, decoder and joiner of a streaming transducer. */
  readonly modelDirectory: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Left out: chosen from the machine. */
  readonly threadCount?: number;
  readonly taskDeadlineMs?: number;
  /** Left out: a forked Node process. */
  readonly spawn?: SpawnRecognizer;
}

const LOAD_DEADLINE_MS = 60_000;
const TASK_DEADLINE_MS = 20_000;
/** These models are small: more threads cost more in hand-over than they save. */
const MAX_THREAD_COUNT = 2;

/**
 * True streaming recognition by sherpa-onnx: a partial pass reads only what was said since the last one.
 * @throws EngineError 'speech-model-missing' | 'speech-model-invalid' | 'transcriber-down'
 */
export async function openSherpaOnnxTranscriber(
  options: SherpaOnnxTranscriberOptions,
): Promise<Transcriber & { readonly processId: number | undefined }> {
  const { modelDirectory, clock, log, spawn } = options;
  const threadCount = options.threadCount ?? Math.min(MAX_THREAD_COUNT, availableParallelism());
  const recognizer = await openRecognizerProcess<SherpaOnnxTask, RecognizerResult>({
    name: 'sherpa-onnx',
    entryPath: recognizerEntryPath('sherpa-onnx-process'),
    settings: { ...(await findModelFiles(modelDirectory)), threadCount } satisfies SherpaOnnxSettings,
    loadError: (detail) => loadError(detail, modelDirectory),
    loadDeadlineMs: LOAD_DEADLINE_MS,
    taskDeadlineMs: options.taskDeadlineMs ?? TASK_DEADLINE_MS,
    clock,
    log,
    spawn,
  });
  const cursor = createStreamCursor();
  return {
    // Greedy search takes no words of ours, and the model knows the languages it was made for.
    limits: ['no-vocabulary', 'no-language'],
    description: `sherpa-onnx · ${path.basename(modelDirectory)} · CPU, ${threadCount} ${threadCount === 1 ? 'thread' : 'threads'}`,
    get processId() {
      return recognizer.processId;
    },
    async transcribe(speech, { pass }, signal) {
      signal.throwIfAborted();
      if (isTooLittleSpeech(speech)) return { text: '', computeMs: 0 };
      try {
        const { text, computeMs } = await recognizer.run(
          (startCount) => cursor.advance(speech, pass, startCount),
          signal,
        );
        return { text: readable(text), computeMs };
      } catch (error) {
        // Whether the stream has heard these samples is not known: the next pass brings them all.
        cursor.forget(speech.turnId);
        throw error;
      }
    },
    [Symbol.asyncDispose]: () => recognizer[Symbol.asyncDispose](),
  };
}

/** Finds the four files by their usual names, a quantized one before a whole one. */
async function findModelFiles(folder: string): Promise<Omit<SherpaOnnxSettings, 'threadCount'>> {
  const names = await readdir(folder).catch(() => undefined);
  if (!names) {
    throw new EngineError(
      'speech-model-missing',
      `There is no folder ${folder}.`,
      'Run `npm run -s sotto -- speech-models download zipformer-en`, or pick the folder in Settings, Speech.',
    );
  }
  const find = (role: string): string => {
    const candidates = names.filter((name) => name.startsWith(role) && name.endsWith('.onnx')).toSorted();
    const found = candidates.find((name) => name.includes('int8')) ?? candidates[0];
    if (!found) throw incomplete(folder, `${role}*.onnx`);
    return path.join(folder, found);
  };
  if (!names.includes('tokens.txt')) throw incomplete(folder, 'tokens.txt');
  return {
    encoderPath: find('encoder'),
    decoderPath: find('decoder'),
    joinerPath: find('joiner'),
    tokensPath: path.join(folder, 'tokens.txt'),
  };
}

function incomplete(folder: string, missing: string): EngineError {
  return new EngineError(
    'speech-model-invalid',
    `${folder} is no streaming model: it has no ${missing}.`,
    'Delete it and download it again, or pick another folder.',
  );
}

function loadError(detail: string, folder: string): EngineError {
  if (/Could not find sherpa-onnx-node|Cannot find (package|module)/.test(detail)) {
    return new EngineError(
      'transcriber-down',
      'sherpa-onnx is not installed for this system.',
      'Run `npm install sherpa-onnx-node`, or pick whisper.cpp in Settings, Speech.',
    );
  }
  return new EngineError(
    'speech-model-invalid',
    `sherpa-onnx cannot load the model in ${folder} (${lastLine(detail)}).`,
    'Delete it and download it again, or pick another model.',
  );
}

/** Native code prints a page before it gives up; the last line says why. */
function lastLine(detail: string): string {
  return detail.trim().split('\n').at(-1) ?? '';
}

/** Some models know capitals only: what they write is set as a sentence. */
function readable(text: string): string {
  const trimmed = text.trim();
  if (trimmed !== trimmed.toUpperCase()) return trimmed;
  const lower = trimmed.toLowerCase().replaceAll(/\bi\b/g, 'I');
  return lower.charAt(0).toUpperCase() + lower.slice(1);
}
