import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { EngineError } from '../../engine/base/engine-error.ts';
import type { Utterance } from '../../engine/question/question-detector.ts';

/** One labelled utterance; more fields are allowed and ignored. */
export const rowSchema = z.object({
  id: z.string(),
  source: z.string().optional(),
  conv: z.string().optional(),
  fold: z.int().min(0).max(99).optional(),
  speaker: z.string().optional(),
  text: z.string(),
  asr: z.string().optional(),
  act: z.string().optional(),
  form: z.string().optional(),
  qtype: z.string().optional(),
  topic: z.string().optional(),
  question: z.boolean(),
  ambiguous: z.string().optional(),
  qmark: z.boolean().optional(),
  context: z.array(z.object({ speaker: z.string(), text: z.string() })).optional(),
});
export type Row = z.infer<typeof rowSchema>;

export interface LabelledUtterance {
  readonly row: Row;
  readonly utterance: Utterance;
}

export interface Dataset {
  readonly rows: readonly LabelledUtterance[];
  /** SHA-256 of the file's bytes. */
  readonly hash: string;
}

const MAX_PREVIOUS_COUNT = 4;

/**
 * Reads a JSON Lines file of labelled utterances. The text is `asr` where a row has it; what was said
 * before is the row's own `context`, else the earlier rows of the same `conv`.
 * @throws EngineError 'bad-argument' when the file is missing or a line does not fit.
 */
export async function readDataset(path: string): Promise<Dataset> {
  const content = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new EngineError(
      'bad-argument',
      `There is no data file at ${path}.`,
      'Give the path of a JSON Lines file.',
      { cause },
    );
  });
  const rows = content
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [parseRow(line, index + 1, path)]));
  return { rows: withContext(rows), hash: createHash('sha256').update(content).digest('hex') };
}

/** Pairs each row with what was said before it. */
export function withContext(rows: readonly Row[]): LabelledUtterance[] {
  const saidByConversation = new Map<string, { text: string; speaker: string }[]>();
  return rows.map((row) => {
    const said = row.conv === undefined ? [] : (saidByConversation.get(row.conv) ?? []);
    const earlier = row.context ?? said;
    const text = row.asr ?? row.text;
    const speaker = row.speaker ?? '';
    if (row.conv !== undefined) {
      saidByConversation.set(row.conv, [...said, { text, speaker }].slice(-MAX_PREVIOUS_COUNT));
    }
    return {
      row,
      utterance: {
        text,
        channel: 'them',
        isPartial: false,
        previous: earlier.slice(-MAX_PREVIOUS_COUNT).map((turn) => ({
          text: row.asr === undefined ? turn.text : withoutPunctuation(turn.text),
          channel: turn.speaker === speaker ? 'them' : 'me',
        })),
      },
    };
  });
}

function parseRow(line: string, lineIndex: number, path: string): Row {
  try {
    return rowSchema.parse(JSON.parse(line));
  } catch (cause) {
    throw new EngineError(
      'bad-argument',
      `Line ${lineIndex} of ${path} is not a labelled utterance.`,
      'Correct the line: it needs at least id, text and question.',
      { cause },
    );
  }
}

function withoutPunctuation(text: string): string {
  return text.toLowerCase().replaceAll(/[.,?!;:"]/g, '');
}
