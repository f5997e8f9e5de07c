import { z } from 'zod';
import { EngineError } from '../../engine/base/engine-error.ts';
import { fitLabelled, readLabelledJson } from './read-labelled.ts';
import type { Channel } from '../../engine/protocol/call-parts.ts';

/** A question with words of which a good answer holds at least one. */
export interface FactQuestion {
  readonly id: string;
  readonly text: string;
  readonly keyFacts: readonly string[];
  readonly callKind?: 'interview' | 'sales' | 'support' | 'meeting' | undefined;
  /** Only the user can know the answer: what is invented counts. */
  readonly isOwnFact: boolean;
  /** The user's notes. */
  readonly notes?: string | undefined;
  /** What was said before, oldest first. */
  readonly context?: readonly { readonly channel: Channel; readonly text: string }[] | undefined;
  readonly isHeldOut: boolean;
}

const rowSchema = z.object({
  id: z.string().optional(),
  text: z.string().min(1),
  channel: z.enum(['me', 'them']).default('them'),
  expects: z.enum(['answer', 'own-fact', 'none']).default('answer'),
  keyFacts: z.array(z.string()).default([]),
  callKind: z.enum(['interview', 'sales', 'support', 'meeting']).optional(),
  notes: z.string().optional(),
  heldOut: z.boolean().optional(),
  tags: z.array(z.string()).default([]),
});
/** The reference of a call, whose questions follow on from what was said. */
const callSchema = z.object({ utterances: z.array(rowSchema) });
const EXPECTED = {
  what: 'list of questions',
  remedy: 'Give a JSON array of rows with text and keyFacts, the reference of a call, or known answers.',
};

export interface FactSelection {
  /** `tuning` may be looked at while prompts change; `held-out` is for reporting. */
  readonly part: 'all' | 'tuning' | 'held-out';
  /** The lines of a call before each question; without them each question stands alone. */
  readonly hasContext: boolean;
  /** The notes of each row; without them only the user knows. */
  readonly hasNotes: boolean;
}

/**
 * @returns undefined when the file is of another format.
 * @throws EngineError 'bad-argument' that names the fault.
 */
export async function readFactQuestions(
  file: string,
  { part, hasContext, hasNotes }: FactSelection,
): Promise<readonly FactQuestion[] | undefined> {
  const json = await readLabelledJson(file, EXPECTED.remedy);
  const isCall = !Array.isArray(json);
  if (isCall && !(typeof json === 'object' && json !== null && 'utterances' in json)) return undefined;
  const rows = isCall
    ? fitLabelled(json, callSchema, file, EXPECTED).utterances
    : fitLabelled(json, z.array(rowSchema), file, EXPECTED);
  const expecting = rows.filter(({ expects }) => expects !== 'none');
  const hasMarks = expecting.some(({ heldOut }) => heldOut !== undefined);
  const questions = rows.flatMap((row, at): FactQuestion[] => {
    if (row.expects === 'none') return [];
    const index = expecting.indexOf(row);
    return [
      {
        id: row.id ?? `${index + 1}`,
        text: row.text,
        keyFacts: row.keyFacts,
        callKind: row.callKind,
        isOwnFact: row.expects === 'own-fact',
        notes: hasNotes ? row.notes : undefined,
        context: isCall && hasContext ? rows.slice(0, at) : undefined,
        // Sets without marks of their own are split in two, row by row.
        isHeldOut: hasMarks ? row.heldOut === true : index % 2 === 1,
      },
    ];
  });
  const chosen = questions.filter(({ isHeldOut }) => part === 'all' || isHeldOut === (part === 'held-out'));
  if (chosen.length > 0) return chosen;
  throw new EngineError(
    'bad-argument',
    `${file} holds no question of this part.`,
    'Give another file or part.',
  );
}
