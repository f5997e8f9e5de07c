import type { AnswerPath, AnswerStatus, Channel } from '../protocol/call-parts.ts';

/** One call as it was kept. */
export interface CallSummary {
  readonly callId: number;
  /** Wall time. */
  readonly startedAtMs: number;
  readonly transcriptCount: number;
  readonly answerCount: number;
}

export interface CallRecord extends CallSummary {
  readonly transcripts: readonly TranscriptRecord[];
  readonly answers: readonly AnswerRecord[];
}

export interface TranscriptRecord {
  readonly turnId: string;
  readonly channel: Channel;
  /** The microphone heard everybody in the room: who spoke is not known. */
  readonly isShared?: boolean;
  readonly text: string;
  /** Who spoke, where several people shared the channel and the voice was recognized. */
  readonly speakerId?: number;
  /** What the user called that speaker. */
  readonly speakerName?: string;
  /** From the channel's first sample. */
  readonly startMs: number;
  readonly endMs: number;
  /** Wall time. */
  readonly atMs: number;
}

export interface AnswerRecord {
  readonly turnId: string;
  readonly question: string;
  readonly bullets: readonly string[];
  readonly path: AnswerPath;
  /** `interrupted` while it streams, so that a crash leaves it marked rightly. */
  readonly status: AnswerStatus;
  readonly model: string;
  /** Wall time. */
  readonly atMs: number;
}

/** A place where a search text was found. */
export interface HistoryHit {
  readonly callId: number;
  readonly turnId: string;
  readonly kind: 'transcript' | 'answer';
  readonly text: string;
  /** Wall time. */
  readonly atMs: number;
}

export type ExportFormat = 'md' | 'json' | 'srt';
