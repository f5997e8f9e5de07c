import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { EngineError } from '../../engine/base/engine-error.ts';
import type { LabelledUtterance } from '../train/dataset.ts';
import { rowSchema, withContext } from '../train/dataset.ts';
import type { DetectorChoice, RowScorer } from './questions.ts';
import { openScorer } from './questions.ts';

/** One utterance on which two detectors disagree. */
export interface Difference {
  readonly id: string;
  readonly text: string;
  /** The label, where there is one. */
  readonly question?: boolean;
  readonly a: number;
  readonly b: number;
}

export interface DetectorComparison {
  readonly a: string;
  readonly b: string;
  readonly utterances: number;
  readonly bothAsk: number;
  readonly onlyA: readonly Difference[];
  readonly onlyB: readonly Difference[];
  /** Of the differing utterances that carry a label: how often each was right. */
  readonly rightWhereDifferent: { readonly a: number; readonly b: number };
}

const unlabelledRowSchema = rowSchema.extend({ question: z.boolean().optional(), id: z.string().optional() });
/** A recorded call: what was said, in order. */
const callSchema = z.object({
  utterances: z.array(
    z.object({
      speaker: z.string().optional(),
      channel: z.string().optional(),
      text: z.string(),
      kind: z.string().optional(),
    }),
  ),
});

/**
 * Replays utterances through two detectors.
 * @param file labelled or unlabelled rows (JSON Lines), or a recorded call (`{"utterances": […]}`).
 */
export async function compareDetectors(
  file: string,
  choices: { readonly a: DetectorChoice; readonly b: DetectorChoice },
): Promise<DetectorComparison> {
  const { rows, labels } = await readReplay(file);
  const [a, b] = await Promise.all([openScorer(choices.a), openScorer(choices.b)]);
  const judged = rows.map((labelled, index) => {
    const scores = { a: a.score(labelled).probability, b: b.score(labelled).probability };
    const label = labels[index];
    return {
      asks: { a: asks(a, scores.a), b: asks(b, scores.b) },
      label,
      difference: {
        id: labelled.row.id,
        text: labelled.utterance.text,
        ...(label !== undefined && { question: label }),
        ...scores,
      },
    };
  });
  const different = judged.filter((row) => row.asks.a !== row.asks.b);
  return {
    a: a.name,
    b: b.name,
    utterances: judged.length,
    bothAsk: judged.filter((row) => row.asks.a && row.asks.b).length,
    onlyA: different.filter((row) => row.asks.a).map((row) => row.difference),
    onlyB: different.filter((row) => row.asks.b).map((row) => row.difference),
    rightWhereDifferent: {
      a: different.filter((row) => row.label === row.asks.a).length,
      b: different.filter((row) => row.label === row.asks.b).length,
    },
  };
}

function asks(scorer: RowScorer, probability: number): boolean {
  return probability >= scorer.threshold;
}

async function readReplay(
  file: string,
): Promise<{ rows: readonly LabelledUtterance[]; labels: readonly (boolean | undefined)[] }> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new EngineError(
      'bad-argument',
      `There is no file at ${file}.`,
      'Give a JSON Lines file or a recorded call.',
      { cause },
    );
  });
  const rows = parseReplay(text, file);
  return {
    rows: withContext(
      rows.map((row, index) => ({ ...row, id: row.id ?? `row-${index}`, question: row.question ?? false })),
    ),
    labels: rows.map((row) => row.question),
  };
}

function parseReplay(text: string, file: string): z.infer<typeof unlabelledRowSchema>[] {
  try {
    if (!file.endsWith('.json')) {
      const lines = text.split('\n').filter((line) => line.trim() !== '');
      return lines.map((line) => unlabelledRowSchema.parse(JSON.parse(line)));
    }
    return callSchema.parse(JSON.parse(text)).utterances.map((utterance) => ({
      conv: file,
      speaker: utterance.speaker ?? utterance.channel,
      text: utterance.text,
      question: utterance.kind === undefined ? undefined : utterance.kind === 'question',
    }));
  } catch (cause) {
    throw new EngineError(
      'bad-argument',
      `${file} holds no utterances.`,
      'Give JSON Lines with a `text` each, or a call with `utterances`.',
      { cause },
    );
  }
}
