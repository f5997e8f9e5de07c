import { z } from 'zod';

/** What a page wants and the user has to allow outside of it, in the terminal or in a dialog of the app. */
export const outsideQuestionSchema = z.strictObject({
  kind: z.enum(['run-program', 'keep-model', 'read-models']),
  /** The program, file or files, quoted as JSON. */
  subject: z.string(),
});
export type OutsideQuestion = z.infer<typeof outsideQuestionSchema>;
