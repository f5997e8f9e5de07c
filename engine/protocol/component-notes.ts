import { z } from 'zod';

/** A note about a part, for clients that word it in a language other than English. */
export const componentNoteSchema = z.discriminatedUnion('kind', [
  /** How long the recognizer takes for a piece of speech on this machine, and what that means for a call. */
  z.strictObject({
    kind: z.literal('pace'),
    clipMs: z.number(),
    passMs: z.number(),
    verdict: z.enum(['live-text', 'finals-only', 'too-slow', 'hopeless']),
  }),
  /** A setting that the recognizer cannot heed, or heeds in its own way. */
  z.strictObject({
    kind: z.literal('limit'),
    limit: z.enum(['no-vocabulary', 'no-language', 'english-only', 'unknown-language']),
  }),
  /** The recognizer does not keep up: why, and what is done about it. */
  z.strictObject({
    kind: z.literal('behind'),
    cause: z.enum(['busy', 'too-slow', 'slow', 'behind']),
    effect: z.enum(['slower-partials', 'finals-only', 'smaller-model', 'late', 'losing']),
    /** Utterances whose text comes late or is lost. */
    utteranceCount: z.int(),
  }),
]);
export type ComponentNote = z.infer<typeof componentNoteSchema>;
export type PaceVerdict = Extract<ComponentNote, { kind: 'pace' }>['verdict'];
