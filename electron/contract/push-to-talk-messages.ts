import { z } from 'zod';

/** What the shell and the process that watches the keyboard tell each other. */

export const pushToTalkRequestSchema = z.strictObject({ type: z.literal('watch'), accelerator: z.string() });
export type PushToTalkRequest = z.infer<typeof pushToTalkRequestSchema>;

export const pushToTalkReplySchema = z.discriminatedUnion('type', [
  /** The keyboard is watched; only presses and releases of the chord are told, never other keys. */
  z.strictObject({ type: z.literal('watching') }),
  z.strictObject({ type: z.literal('unknown-key'), key: z.string() }),
  z.strictObject({ type: z.literal('pressed') }),
  z.strictObject({ type: z.literal('released') }),
]);
export type PushToTalkReply = z.infer<typeof pushToTalkReplySchema>;
