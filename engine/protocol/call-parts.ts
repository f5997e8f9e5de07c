import { z } from 'zod';

/** What the events of a call are made of. */

/** `me` is the user's microphone, `them` the other side of the call. */
export const channelSchema = z.enum(['me', 'them']);
export type Channel = z.infer<typeof channelSchema>;
/** Who speaks, from 1 on in the order in which the voices of a call were found; remembered for that call alone. */
export const speakerIdSchema = z.int().min(1);
/** What the user calls a speaker; '' for the number alone. */
export const speakerNameSchema = z.string().trim().max(60);
export const questionKindSchema = z.enum([
  'wh',
  'yes-no',
  'choice',
  // "Walk me through …"
  'directive',
  'declarative',
  'tag',
  'follow-up',
  'none',
]);
export type QuestionKind = z.infer<typeof questionKindSchema>;
export const questionOriginSchema = z.enum(['detected', 'typed', 'push-to-talk', 'regenerated']);
export type QuestionOrigin = z.infer<typeof questionOriginSchema>;
/** Why a turn is not answered automatically. */
export const passReasonSchema = z.enum([
  'not-a-question',
  'not-worth-answering',
  'repeat',
  'own-channel',
  'too-late',
]);
export type PassReason = z.infer<typeof passReasonSchema>;
export const answerPathSchema = z.enum(['live', 'cached', 'speculated']);
export type AnswerPath = z.infer<typeof answerPathSchema>;
export const feedbackVerdictSchema = z.enum(['good', 'bad', 'not-a-question', 'missed']);
export type FeedbackVerdict = z.infer<typeof feedbackVerdictSchema>;
export const answerStatusSchema = z.enum(['complete', 'interrupted', 'superseded', 'capped', 'failed']);
export type AnswerStatus = z.infer<typeof answerStatusSchema>;

/** Where the time of one turn went, without its words. */
export const turnTimingSchema = z.strictObject({
  /** Null: it was typed. */
  channel: channelSchema.nullable(),
  ageMs: z.number(),
  /** The times count from the end of the last word, as heard; else from the command that asked. */
  isFromLastWord: z.boolean(),
  path: answerPathSchema.nullable(),
  status: answerStatusSchema.nullable(),
  /** The model that answered; '' when none did. */
  model: z.string(),
  marks: z.array(
    z.strictObject({
      name: z.enum([
        'turn-ended',
        'transcript',
        'question',
        'answer-started',
        'first-bullet',
        'painted',
        'completed',
      ]),
      sinceStartMs: z.number(),
    }),
  ),
});

/** A number, a date, a name or a promise, with its place in the call. */
export const statedFactSchema = z.strictObject({
  kind: z.enum(['number', 'date', 'name', 'commitment']),
  text: z.string(),
  sentence: z.string(),
  turnId: z.string(),
  channel: channelSchema,
  sinceCallBeganMs: z.number(),
});
