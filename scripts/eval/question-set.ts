import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { EngineError } from '../../engine/base/engine-error.ts';

/** A question to put to a model, and what a good answer is known to say. */
export interface KnownQuestion {
  readonly text: string;
  readonly reference?: string;
}

const STARTER_PATH = path.resolve(import.meta.dirname, '..', '..', 'assets', 'starter-questions.json');

const rowSchema = z
  .object({
    question: z.string().optional(),
    text: z.string().optional(),
    asr: z.string().optional(),
    reference: z.string().optional(),
    bullets: z.array(z.string()).optional(),
  })
  .transform((row) => ({
    // Where `question` is the wording, `text` may be the answer; in labelled rows `text` is the wording.
    text: row.question ?? row.text ?? row.asr ?? '',
    reference: row.reference ?? row.bullets?.join('\n'),
  }));
const fileSchema = z.union([
  z.array(z.union([z.string().transform((text) => ({ text, reference: undefined })), rowSchema])),
  z.object({ entries: z.array(rowSchema) }).transform(({ entries }) => entries),
]);

/**
 * Reads questions from JSON (an array of texts or rows, or `{entries: […]}`), JSON Lines or plain lines.
 * @param file left out: the starter questions.
 * @throws EngineError 'bad-argument' when there is no question in it.
 */
export async function readQuestionSet(file: string = STARTER_PATH): Promise<readonly KnownQuestion[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new EngineError('bad-argument', `${file} cannot be read.`, 'Check the path.', { cause });
  });
  const questions = parse(text, file).filter((question) => question.text.trim() !== '');
  if (questions.length > 0) return questions;
  throw new EngineError('bad-argument', `${file} holds no question.`, 'Write one question per line.');
}

function parse(text: string, file: string): readonly KnownQuestion[] {
  if (file.endsWith('.jsonl')) return text.split('\n').flatMap(parseRow);
  if (!file.endsWith('.json')) return text.split('\n').map((line) => ({ text: line.trim() }));
  try {
    return fileSchema.parse(JSON.parse(text)).map(toKnown);
  } catch (cause) {
    throw new EngineError(
      'bad-argument',
      `${file} is not a list of questions.`,
      'Give a JSON array of texts, or one question per line.',
      { cause },
    );
  }
}

/** Rows that do not fit, such as labelled statements (`question: false`), are left out. */
function parseRow(line: string): readonly KnownQuestion[] {
  try {
    const value: unknown = JSON.parse(line);
    const isLabelled = value !== null && typeof value === 'object' && 'question' in value;
    if (isLabelled && value.question === true) delete value.question;
    return [toKnown(rowSchema.parse(value))];
  } catch {
    return [];
  }
}

function toKnown(row: { readonly text: string; readonly reference?: string | undefined }): KnownQuestion {
  return row.reference === undefined ? { text: row.text } : { text: row.text, reference: row.reference };
}
