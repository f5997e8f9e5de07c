import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Row } from './dataset.ts';

/**
 * Out-of-fold log-odds of every row that was trained on, so that an evaluation of a training file can use
 * scores of models that had not seen the row. Rows are known by a hash; no text is kept.
 */
export const foldScoresSchema = z.strictObject({
  format: z.literal('sotto-question-fold-scores'),
  trainedOn: z.iso.date(),
  /** Little-endian records of 8 bytes: 6 of the hash, 2 of the log-odds in steps of 1/1000; base64. */
  records: z.base64(),
});

const RECORD_BYTES = 8;
const STEP_COUNT_PER_UNIT = 1_000;

export function encodeFoldScores(
  rows: readonly { readonly row: Row; readonly logOdds: number }[],
  trainedOn: string,
): z.infer<typeof foldScoresSchema> {
  const bytes = Buffer.alloc(rows.length * RECORD_BYTES);
  for (const [index, { row, logOdds }] of rows.entries()) {
    keyOf(row).copy(bytes, index * RECORD_BYTES);
    const steps = Math.round(Math.max(-32, Math.min(32, logOdds)) * STEP_COUNT_PER_UNIT);
    bytes.writeInt16LE(steps, index * RECORD_BYTES + 6);
  }
  return { format: 'sotto-question-fold-scores', trainedOn, records: bytes.toString('base64') };
}

export interface FoldScores {
  /** Log-odds by a model that had not seen the row; undefined when no model was trained on it. */
  (row: Row): number | undefined;
}

/** Knows no row when the file is missing or belongs to other weights. */
export async function readFoldScores(path: string, trainedOn: string): Promise<FoldScores> {
  const scores = new Map<string, number>();
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text !== undefined) {
    const file = foldScoresSchema.parse(JSON.parse(text));
    const bytes = Buffer.from(file.records, 'base64');
    const recordCount = file.trainedOn === trainedOn ? Math.floor(bytes.length / RECORD_BYTES) : 0;
    for (let index = 0; index < recordCount; index += 1) {
      const at = index * RECORD_BYTES;
      const logOdds = bytes.readInt16LE(at + 6) / STEP_COUNT_PER_UNIT;
      scores.set(bytes.toString('hex', at, at + 6), logOdds);
    }
  }
  return (row) => scores.get(keyOf(row).toString('hex'));
}

function keyOf(row: Row): Buffer {
  const identity = `${row.id}\0${row.conv ?? ''}\0${row.asr ?? row.text}`;
  return createHash('sha256').update(identity).digest().subarray(0, 6);
}
