import { z } from 'zod';

/** The messages between the shell and the process that watches the keyboard. */

export const pushToTalkRequestSchema = z.strictObject({ type: z.literal('watch'), accelerator: z.string() });
export type PushToTalkRequest = z.infer<typeof pushToTalkRequestSchema>;

export const pushToTalkReplySchema = z.discriminatedUnion('type', [
  /** The keyboard is watched; only presses and releases of the chord are reported, never other keys. */
  z.strictObject({ type: z.literal('watching') }),
  z.strictObject({ type: z.literal('unknown-key'), key: z.string() }),
  z.strictObject({ type: z.literal('pressed') }),
  z.strictObject({ type: z.literal('released') }),
]);
export type PushToTalkReply = z.infer<typeof pushToTalkReplySchema>;
