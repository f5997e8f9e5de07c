import type { SpeechSegment } from '../../../base/nouns.ts';
import type { ComponentNote } from '../../../protocol/component-notes.ts';

/** What transcription needs of a recognizer, wherever it runs. */
export interface Recognition {
  /** Trimmed; '' when nothing was said. */
  readonly text: string;
  /** Time the recognizer took, queueing left out. */
  readonly computeMs: number;
  /** ISO 639-1 code of what was heard, from recognizers that detect it. */
  readonly language?: string | undefined;
  /** What `text` is made of, from recognizers that say how sure they are of each part. */
  readonly segments?: readonly RecognizedSegment[];
}

export interface RecognizedSegment {
  readonly text: string;
  /** Mean over the tokens, natural logarithm. */
  readonly meanLogProbability?: number | undefined;
  readonly noSpeechProbability?: number | undefined;
  /** Length of the text against its compressed length: high where it repeats itself. */
  readonly compressionRatio?: number | undefined;
}

export interface TranscribeOptions {
  /** A partial pass leaves its turn open: more of it will come. */
  readonly pass: 'partial' | 'final';
  /** `auto` or an ISO 639-1 code. */
  readonly language: string;
  /** Names and product terms of the call; '' for none. */
  readonly vocabulary: string;
}

/** Speech settings that a recognizer ignores. */
export type RecognizerLimit = Extract<ComponentNote, { kind: 'limit' }>['limit'];

/** Threads that a recognizer computes with on the processor. */
export interface RecognizerThreads {
  readonly count: number;
  /** Settles once new passes run with this many threads. */
  use(count: number): Promise<void>;
}

export interface Transcriber extends AsyncDisposable {
  /** For display: recognizer, model and what really runs it, e.g. `whisper.cpp · base.en · CPU, 2 threads`. */
  readonly description: string;
  /** Left out: it follows language and vocabulary as far as its model can. */
  readonly limits?: readonly RecognizerLimit[];
  /** Languages that it can be asked for; left out: they are not known. */
  readonly languages?: readonly string[] | undefined;
  /** Left out: their number is not ours to choose. */
  readonly threads?: RecognizerThreads | undefined;
  /**
   * Turns one utterance into text; one at a time, the next once the promise has settled.
   * @param speech 0.2–30 s of mono PCM at PIPELINE_RATE_HZ; not kept once the promise settles.
   * @param signal stops decoding, or drops the result of a short pass; rejects with `signal.reason` as soon as the
   *   recognizer is free.
   * @throws EngineError 'transcriber-failed' | 'transcriber-down' | 'transcriber-timeout' |
   *   'transcriber-unauthorized'
   */
  transcribe(speech: SpeechSegment, options: TranscribeOptions, signal: AbortSignal): Promise<Recognition>;
}

/** What was heard in windows that follow each other, as one. */
export function joinRecognitions(heard: readonly Recognition[]): Recognition {
  return {
    text: heard.flatMap(({ text }) => text.trim() || []).join(' '),
    computeMs: heard.reduce((sum, { computeMs }) => sum + computeMs, 0),
    language: heard.find(({ language }) => language !== undefined)?.language,
  };
}
