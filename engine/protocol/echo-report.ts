import { z } from 'zod';

/** Counts and states, without a word of what was said. */
export const echoReportSchema = z.strictObject({
  isEchoSeen: z.boolean(),
  /** How much quieter the filter makes echoes; 0 while none was seen. */
  reductionDb: z.number(),
  /** Lines of the microphone that waited for a comparison with the other side, and those that were its echo. */
  heldLineCount: z.int(),
  droppedLineCount: z.int(),
});
export type EchoReport = z.infer<typeof echoReportSchema>;
