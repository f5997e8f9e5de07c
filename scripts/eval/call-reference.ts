import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { EngineError } from '../../engine/base/engine-error.ts';

const utteranceSchema = z.object({
  channel: z.enum(['me', 'them']),
  /** Where it sounds on its channel. */
  startMs: z.number(),
  endMs: z.number(),
  text: z.string(),
  kind: z.enum(['question', 'statement', 'backchannel', 'smalltalk']),
  /** `answer`: the assistant should answer it. */
  expects: z.enum(['answer', 'none']),
  /** Lower-case words or stems; one of them shows that an answer is on the subject. */
  keyFacts: z.array(z.string()).default([]),
  tags: z.array(z.string()).default([]),
});
export type CallUtterance = z.infer<typeof utteranceSchema>;

const callSchema = z.object({ utterances: z.array(utteranceSchema).min(1) });

/**
 * Reads what is said in a call, in order of start.
 * @throws EngineError 'bad-argument' that names the fault.
 */
export async function readCallReference(path: string): Promise<readonly CallUtterance[]> {
  const remedy = 'Give the reference of a call: its utterances with channel, times, text, kind and expects.';
  const content = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new EngineError('bad-argument', `${path} cannot be read.`, remedy, { cause });
  });
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch (cause) {
    throw new EngineError('bad-argument', `${path} is not JSON.`, remedy, { cause });
  }
  const parsed = callSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue?.path.join('.') || 'the file';
    throw new EngineError(
      'bad-argument',
      `${path} is no reference of a call: ${place}: ${issue?.message ?? 'unknown fault'}.`,
      remedy,
      { cause: parsed.error },
    );
  }
  return parsed.data.utterances.toSorted((a, b) => a.startMs - b.startMs);
}
