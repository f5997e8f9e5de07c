import { z } from 'zod';
import { channelSchema } from './call-parts.ts';

/** The test of the sound: a page plays this tone, and each channel says whether it hears it. */
export const TEST_TONE_HZ = 1_000;

export const channelTestSchema = z.strictObject({
  channel: channelSchema,
  device: z.string(),
  /** `no-tone`: sound arrives, without the tone; `silent`: digital silence; `no-sound`: no frame, or it failed. */
  outcome: z.enum(['heard', 'no-tone', 'silent', 'no-sound']),
  /** What a device failed with; '' otherwise. */
  detail: z.string(),
});
export type ChannelTest = z.infer<typeof channelTestSchema>;
