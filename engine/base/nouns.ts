import type {
  AnswerPath,
  AnswerStatus,
  Channel,
  PassReason,
  QuestionKind,
  QuestionOrigin,
} from '../protocol/call-parts.ts';
import type { EngineError } from './engine-error.ts';

/**
 * What travels the pipe, from microphone to HUD. Everything here is read-only data.
 * `…Ms` ending a moment of audio counts from the channel's first sample; `atMs` and `…AtMs` are
 * readings of the engine's monotonic clock.
 */

/** Sample rate of every frame and segment inside the engine. */
export const PIPELINE_RATE_HZ = 16_000;

/** Duration of this many samples at PIPELINE_RATE_HZ. */
export function samplesMs(sampleCount: number): number {
  return (sampleCount / PIPELINE_RATE_HZ) * 1_000;
}

/** A few milliseconds of one channel: mono PCM, s16, at PIPELINE_RATE_HZ. */
export interface AudioFrame {
  readonly channel: Channel;
  /** 1–1,600 samples; valid only until the next frame is asked for (sources reuse the memory). */
  readonly samples: Int16Array;
  /** Position of the first sample since the channel opened. A jump forward means lost audio. */
  readonly startSamples: number;
}

/** Speech of one turn: what a recognizer is given. */
export interface SpeechSegment {
  readonly turnId: string;
  readonly channel: Channel;
  /** Mono PCM, s16, at PIPELINE_RATE_HZ, pre-roll included; owned by the receiver. */
  readonly samples: Int16Array;
  /** Where `samples` starts, pre-roll included. */
  readonly startMs: number;
  /** Where speech was first heard, without pre-roll. */
  readonly speechStartMs: number;
  /** Where speech was last heard: the best estimate of the end of speech. */
  readonly speechEndMs: number;
  /** Time inside the segment that the detector called voiced. */
  readonly voicedMs: number;
  /** Prosody of the end of the segment; absent when it could not be measured. */
  readonly voice?: VoiceFeatures;
}

/** Prosody at the end of a segment, for question detection. */
export interface VoiceFeatures {
  /** Slope of the pitch over the last 500 ms of voice, semitones a second; 0 when unvoiced. */
  readonly finalPitchSemitonesPerSecond: number;
  /** Mean pitch of the last 200 ms of voice against the segment's median, semitones. */
  readonly finalPitchRiseSemitones: number;
  /** Length of the last voiced run against the segment's mean voiced run, a ratio. */
  readonly finalLengtheningRatio: number;
  /** RMS level of the voiced part, dBFS. */
  readonly levelDbfs: number;
}

/** Why a turn ended. `released` is push-to-talk let go. */
export type TurnEndReason = 'silence' | 'split' | 'released' | 'source-ended' | 'paused-by-user';

/** Events of the segmenter about one turn: started (extended | paused | resumed)* (ended | discarded). */
export type SpeechEvent =
  | {
      readonly type: 'speech-started';
      readonly turnId: string;
      readonly channel: Channel;
      readonly speechStartMs: number;
      readonly atMs: number;
    }
  /** The open turn grew; sent about every 200 ms of audio while speech lasts. `read` copies what is there. */
  | {
      readonly type: 'speech-extended';
      readonly turnId: string;
      readonly channel: Channel;
      readonly segmentMs: number;
      readonly read: () => SpeechSegment;
      readonly atMs: number;
    }
  /** A short quiet (80–100 ms): reversible, work may start. */
  | {
      readonly type: 'speech-paused';
      readonly turnId: string;
      readonly channel: Channel;
      readonly segment: SpeechSegment;
      readonly atMs: number;
    }
  | {
      readonly type: 'speech-resumed';
      readonly turnId: string;
      readonly channel: Channel;
      readonly atMs: number;
    }
  /** The turn is over; `segment` equals the last paused one when nothing was said since. */
  | {
      readonly type: 'turn-ended';
      readonly turnId: string;
      readonly channel: Channel;
      readonly segment: SpeechSegment;
      readonly reason: TurnEndReason;
      /** From the end of speech to this decision. */
      readonly silenceMs?: number;
      readonly atMs: number;
    }
  /** Too little voice to be speech; nothing will follow. */
  | {
      readonly type: 'speech-discarded';
      readonly turnId: string;
      readonly channel: Channel;
      readonly voicedMs: number;
      readonly atMs: number;
    };

/** Final text of one turn. */
export interface Transcript {
  readonly turnId: string;
  readonly channel: Channel;
  /** Trimmed; '' when nothing was said. */
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly voicedMs: number;
  readonly endReason: TurnEndReason;
  /** When the turn's end was decided (EOU). */
  readonly endedAtMs: number;
  /** When this text was complete. */
  readonly completedAtMs: number;
  /** The recognizer was behind or down: later turns may have been published before this one. */
  readonly isLate?: boolean;
  /** The microphone hears everybody in the room: who spoke is not known. */
  readonly isShared?: boolean;
  readonly voice?: VoiceFeatures;
}

/** Events of transcription about one turn: (extended | paused | resumed)* (completed | dropped). */
export type TranscriptEvent =
  | {
      readonly type: 'transcript-extended';
      readonly turnId: string;
      readonly channel: Channel;
      /** Committed words: never retracted. */
      readonly text: string;
      /** The rest of the newest hypothesis; may change. */
      readonly volatile: string;
      readonly atMs: number;
    }
  /** Full text of everything said up to the pause; stands unless `transcript-resumed` follows. */
  | {
      readonly type: 'transcript-paused';
      readonly turnId: string;
      readonly channel: Channel;
      readonly text: string;
      /** The words at the start of `text` that are committed. */
      readonly committedText: string;
      readonly voice?: VoiceFeatures;
      readonly atMs: number;
    }
  | {
      readonly type: 'transcript-resumed';
      readonly turnId: string;
      readonly channel: Channel;
      readonly atMs: number;
    }
  | {
      readonly type: 'transcript-completed';
      readonly transcript: Transcript;
      /** Why the text is only what was committed before: the rest of the turn was not recognized. */
      readonly error?: EngineError;
    }
  /** There is no text: it was empty, suppressed as invented or as an echo, or never recognized. */
  | {
      readonly type: 'transcript-dropped';
      readonly turnId: string;
      readonly channel: Channel;
      readonly reason: 'empty' | 'invented' | 'too-short' | 'echo' | 'failed' | 'backlog';
      readonly text: string;
      /** What `failed` and `backlog` come from. */
      readonly error?: EngineError;
      readonly atMs: number;
    };

/** What a question detector makes of one utterance. */
export interface QuestionJudgement {
  /** Calibrated probability, 0–1, that this asks for something. */
  readonly probability: number;
  readonly isQuestion: boolean;
  readonly kind: QuestionKind;
  /** False for "can you hear me?", rhetorical or quoted questions and the like. */
  readonly worthAnswering: boolean;
  /** 0–1: may this be the end of the utterance? */
  readonly completeness: number;
}

export interface Question {
  readonly turnId: string;
  readonly channel: Channel;
  /** As asked: the turn's own words, fragments joined. */
  readonly text: string;
  /** The earlier question that this one leans on ("and why?"). */
  readonly antecedent?: string;
  readonly judgement: QuestionJudgement;
  readonly origin: QuestionOrigin;
  /** Clock reading of the end-of-turn decision, of the key-up or of the typed command. */
  readonly askedAtMs: number;
}

/** Events of question detection about turns. */
export type QuestionEvent =
  /** While it is spoken: the words so far ask something; the model may read them. */
  | { readonly type: 'question-forming'; readonly question: Question }
  /** At a pause: this looks like a whole question; the answer may be started unseen. */
  | { readonly type: 'question-expected'; readonly question: Question }
  /** Speech resumed, or it was not a turn after all: unseen work for it is void. */
  | { readonly type: 'question-withdrawn'; readonly turnId: string }
  | { readonly type: 'question-asked'; readonly question: Question }
  /** A turn that is not to be answered automatically. */
  | {
      readonly type: 'question-passed';
      readonly turnId: string;
      readonly channel: Channel;
      readonly text: string;
      readonly judgement: QuestionJudgement;
      readonly reason: PassReason;
    };

export interface Answer {
  readonly turnId: string;
  readonly question: string;
  readonly bullets: readonly string[];
  readonly path: AnswerPath;
  readonly status: AnswerStatus;
  readonly model: string;
}
