import path from 'node:path';
import { EngineError } from '../../engine/base/engine-error.ts';
import { assertUsable, checkQuestionData } from './data-check.ts';
import { readDataset, type LabelledUtterance } from './dataset.ts';

/** What the detector is trained on, by where it comes from. */
export interface TrainingFiles {
  readonly conversations: readonly LabelledUtterance[];
  readonly interview: readonly LabelledUtterance[];
  /** SHA-256 of each file, by its name. */
  readonly dataHashes: Readonly<Record<string, string>>;
}

/**
 * Reads dev.jsonl and interview.jsonl of a folder.
 * @throws EngineError 'bad-argument' when one is missing, has a line that does not fit, or would mislead the training.
 */
export async function readTrainingFiles(folder: string): Promise<TrainingFiles> {
  const [conversations, interview] = await Promise.all([
    readTrainingFile(path.join(folder, 'dev.jsonl')),
    readTrainingFile(path.join(folder, 'interview.jsonl')),
  ]);
  return {
    conversations: conversations.rows,
    interview: interview.rows,
    dataHashes: { 'dev.jsonl': conversations.hash, 'interview.jsonl': interview.hash },
  };
}

async function readTrainingFile(file: string): ReturnType<typeof readDataset> {
  const dataset = await readDataset(file).catch((cause: unknown) => {
    if (cause instanceof EngineError && cause.message.startsWith('Line')) throw cause;
    throw new EngineError(
      'bad-argument',
      `The training data is not at ${path.dirname(file)}.`,
      'Give its folder with --data or SOTTO_QUESTION_DATA; the shipped weights need no training.',
      { cause },
    );
  });
  assertUsable(await checkQuestionData(file));
  return dataset;
}
