import { z } from 'zod';
import {
  answerPathSchema,
  answerStatusSchema,
  channelSchema,
  speakerNameSchema,
  speakerIdSchema,
} from './call-parts.ts';

/**
 * Past calls, as the history page reads them over plain requests with its token as bearer:
 * `GET /calls?limit=COUNT`, `GET /calls?search=TEXT&limit=COUNT`, `GET /calls/ID`, `GET /calls/ID?format=md`, `DELETE /calls/ID`.
 * The token is that of the role `history`, which a HUD in a browser gets beside its own.
 */
export const CALLS_PATH = '/calls';

export const MAX_SEARCH_CHARACTERS = 200;

/** How many calls or places are returned where no limit is asked for, and how many more at a time. */
export const PAST_CALLS_STEP_COUNT = 100;
/** As many as are returned at once. */
export const pastCallsLimitSchema = z.coerce.number().int().min(1).max(100_000);

export const callSummarySchema = z.strictObject({
  callId: z.int(),
  /** Wall time. */
  startedAtMs: z.number(),
  transcriptCount: z.int(),
  answerCount: z.int(),
});
export type PastCall = z.infer<typeof callSummarySchema>;

/** Newest first. */
export const callListSchema = z.strictObject({ calls: z.array(callSummarySchema).readonly() });

export const callRecordSchema = z.strictObject({
  ...callSummarySchema.shape,
  transcripts: z
    .array(
      z.strictObject({
        turnId: z.string(),
        channel: channelSchema,
        /** The microphone heard everybody in the room: who spoke is not known. */
        isShared: z.boolean().optional(),
        text: z.string(),
        speakerId: speakerIdSchema.optional(),
        speakerName: speakerNameSchema.optional(),
        /** From the channel's first sample. */
        startMs: z.number(),
        endMs: z.number(),
        /** Wall time. */
        atMs: z.number(),
      }),
    )
    .readonly(),
  answers: z
    .array(
      z.strictObject({
        turnId: z.string(),
        question: z.string(),
        bullets: z.array(z.string()).readonly(),
        path: answerPathSchema,
        status: answerStatusSchema,
        model: z.string(),
        /** Wall time. */
        atMs: z.number(),
      }),
    )
    .readonly(),
});
export type PastCallRecord = z.infer<typeof callRecordSchema>;

/** Newest first. */
export const callHitsSchema = z.strictObject({
  hits: z
    .array(
      z.strictObject({
        callId: z.int(),
        turnId: z.string(),
        kind: z.enum(['transcript', 'answer']),
        text: z.string(),
        /** Wall time. */
        atMs: z.number(),
      }),
    )
    .readonly(),
});
export type PastCallHit = z.infer<typeof callHitsSchema>['hits'][number];

export const exportFormatSchema = z.enum(['md', 'json', 'srt']);
export type CallExportFormat = z.infer<typeof exportFormatSchema>;
