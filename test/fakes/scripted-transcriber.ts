import type { Clock } from '../../engine/base/clock.ts';
import { EngineError } from '../../engine/base/engine-error.ts';
import { PIPELINE_RATE_HZ, type SpeechSegment } from '../../engine/base/nouns.ts';
import type {
  Recognition,
  TranscribeOptions,
  Transcriber,
} from '../../engine/transcription/recognizers/base/transcriber.ts';

/** One pass that was asked for. */
export interface ScriptedPass {
  readonly speech: SpeechSegment;
  readonly options: TranscribeOptions;
  readonly startedAtMs: number;
  outcome: 'running' | 'done' | 'aborted' | 'failed';
}

export interface TranscriberScript {
  readonly clock: Clock;
  readonly text: (speech: SpeechSegment, options: TranscribeOptions) => string;
  /** Left out: 100 ms a pass. */
  readonly computeMs?: (speech: SpeechSegment) => number;
  /** An error that this pass fails with. */
  readonly failure?: (passIndex: number, speech: SpeechSegment) => EngineError | undefined;
}

/** A recognizer with known words and a known speed, on any clock. */
export class ScriptedTranscriber implements Transcriber {
  readonly description = 'scripted';
  readonly passes: ScriptedPass[] = [];
  /** Most passes that ever ran side by side. */
  mostRunningCount = 0;
  #runningCount = 0;
  readonly #script: TranscriberScript;

  constructor(script: TranscriberScript) {
    this.#script = script;
  }

  get sentMs(): number {
    return this.passes.reduce((sum, pass) => sum + audioMs(pass.speech), 0);
  }

  async transcribe(
    speech: SpeechSegment,
    options: TranscribeOptions,
    signal: AbortSignal,
  ): Promise<Recognition> {
    const { clock, text, computeMs = () => 100, failure } = this.#script;
    signal.throwIfAborted();
    const pass: ScriptedPass = { speech, options, startedAtMs: clock.nowMs(), outcome: 'running' };
    const passIndex = this.passes.push(pass) - 1;
    this.#runningCount += 1;
    this.mostRunningCount = Math.max(this.mostRunningCount, this.#runningCount);
    try {
      await clock.sleep(computeMs(speech), signal);
      const error = failure?.(passIndex, speech);
      if (error) throw error;
      pass.outcome = 'done';
      return { text: text(speech, options), computeMs: computeMs(speech) };
    } catch (error) {
      pass.outcome = signal.aborted ? 'aborted' : 'failed';
      throw error;
    } finally {
      this.#runningCount -= 1;
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}

export function audioMs(speech: SpeechSegment): number {
  return (speech.samples.length / PIPELINE_RATE_HZ) * 1_000;
}
