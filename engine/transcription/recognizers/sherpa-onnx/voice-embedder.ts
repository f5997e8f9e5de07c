import path from 'node:path';
import type { Clock } from '../../../base/clock.ts';
import { EngineError } from '../../../base/engine-error.ts';
import type { Logger } from '../../../base/logger.ts';
import { childEntryPath } from '../../../base/fork-child.ts';
import type {
  VoiceEmbeddingResult,
  VoiceEmbeddingSettings,
  VoiceEmbeddingTask,
} from '../base/recognizer-messages.ts';
import { openRecognizerProcess } from '../base/recognizer-process.ts';
import type { SpawnRecognizer } from '../base/spawn-recognizer.ts';
import { lastLine } from '../../../base/last-line.ts';

/** Turns stretches of speech into voice embeddings, one at a time, in a process of its own. */
export interface VoiceEmbedder extends AsyncDisposable {
  /**
   * @param samples at least half a second of mono PCM, s16, at PIPELINE_RATE_HZ.
   * @throws EngineError 'transcriber-failed' | 'transcriber-timeout' | 'transcriber-down'; `signal.reason`.
   */
  embed(samples: Int16Array, signal: AbortSignal): Promise<VoiceEmbeddingResult>;
}

export interface VoiceEmbedderOptions {
  readonly modelPath: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Left out: a forked Node process. */
  readonly spawn?: SpawnRecognizer | undefined;
}

/** Nothing waits for a voice, and on a busy machine a process of low priority may get nowhere for long. */
const LOAD_DEADLINE_MS = 120_000;
const TASK_DEADLINE_MS = 120_000;

/** @throws EngineError 'speech-model-invalid' */
export async function openVoiceEmbedder(options: VoiceEmbedderOptions): Promise<VoiceEmbedder> {
  const { modelPath, clock, log, spawn } = options;
  const voices = await openRecognizerProcess<VoiceEmbeddingTask, VoiceEmbeddingResult>({
    name: 'the voice embedding',
    entryPath: childEntryPath('voice-embedding-process', import.meta.url),
    settings: { modelPath } satisfies VoiceEmbeddingSettings,
    loadError: (detail) =>
      new EngineError(
        'speech-model-invalid',
        `${path.basename(modelPath)} cannot be loaded (${lastLine(detail)}).`,
        'Delete it and download it again.',
      ),
    loadDeadlineMs: LOAD_DEADLINE_MS,
    taskDeadlineMs: TASK_DEADLINE_MS,
    clock,
    log,
    spawn,
  });
  return {
    embed: (samples, signal) => voices.run(() => ({ samples }), signal),
    [Symbol.asyncDispose]: () => voices[Symbol.asyncDispose](),
  };
}
