import { rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { appendToFile, makeFolder, writeFileAtomic } from '../base/atomic-file.ts';
import type { Clock } from '../base/clock.ts';
import { EngineError } from '../base/engine-error.ts';
import type { Logger } from '../base/logger.ts';
import { createQueue } from '../base/queue.ts';
import { readStateFile } from '../base/regular-file.ts';
import type { FeedbackVerdict } from '../protocol/call-parts.ts';
import { readVersions, writeVersions } from './calibration-file.ts';
import type { Utterance } from './question-detector.ts';
import { recalibrate } from './recalibrate.ts';
import type { TrainedDetector } from './trained-detector.ts';

/** `recalibrated`: load the detector again to use it. */
export type FeedbackOutcome = 'ignored' | 'kept' | 'recalibrated';

/** The labels of one user and what was learned from them. One writer at a time. */
export interface FeedbackStore {
  readonly labelCount: number;
  /** A recalibration is in use that can be taken back. */
  readonly canRevert: boolean;
  /** @throws EngineError 'settings-unwritable' when the label cannot be written. */
  add(utterance: Utterance, verdict: FeedbackVerdict): Promise<FeedbackOutcome>;
  /** Goes back to the calibration before, in the end to the shipped one; false when it is in use already. */
  revert(): Promise<boolean>;
  /** Labels given before then, or all, keep their score and lose their words. @throws EngineError 'settings-unwritable' */
  forgetWords(beforeMs?: number): Promise<void>;
}

const labelSchema = z.object({
  atMs: z.number(),
  logOdds: z.number(),
  isQuestion: z.boolean(),
  text: z.string().optional(),
});
type StoredLabel = z.infer<typeof labelSchema>;

const MAX_LABEL_COUNT = 2_000;
/** After this many new labels the fit is tried again. */
const REFIT_EVERY_LABEL_COUNT = 10;

/** Reads the labels and calibrations in `labelsPath` and `calibrationPath`; missing files are empty ones. */
export async function openFeedbackStore(deps: {
  readonly labelsPath: string;
  readonly calibrationPath: string;
  readonly detector: TrainedDetector;
  /** May the words be written to disk? If not, only their score is. */
  readonly keepsText: () => boolean;
  readonly clock: Clock;
  readonly log: Logger;
}): Promise<FeedbackStore> {
  const { model } = deps.detector;
  const labels = await readLabels(deps.labelsPath);
  const versions = await readVersions(deps.calibrationPath, model);
  let sinceFitCount = 0;
  const writes = createQueue();
  /** Writes follow each other, also when callers do not wait. */
  const inTurn = <Result>(write: () => Promise<Result>): Promise<Result> =>
    writes.add(write).catch(rethrowAsUnwritable);

  const refit = async (): Promise<boolean> => {
    const fitted = recalibrate(labels, { platt: model.platt, threshold: model.threshold });
    sinceFitCount = 0;
    if (!fitted) return false;
    const version = (versions.at(-1)?.version ?? 0) + 1;
    const next = { ...fitted, version, labelCount: labels.length, fittedAtMs: deps.clock.wallMs() };
    await writeVersions(deps.calibrationPath, model, [...versions, next]);
    versions.push(next);
    deps.log.info('question detector recalibrated', { version, labelCount: labels.length });
    return true;
  };

  return {
    get labelCount() {
      return labels.length;
    },
    get canRevert() {
      return versions.length > 0;
    },
    add: (utterance, verdict) =>
      inTurn(async () => {
        const isQuestion = labelOf(verdict);
        if (isQuestion === undefined) return 'ignored';
        const label: StoredLabel = {
          atMs: deps.clock.wallMs(),
          logOdds: deps.detector.logOdds(utterance),
          isQuestion,
          ...(deps.keepsText() && { text: utterance.text }),
        };
        await writeLabel(deps.labelsPath, labels, label);
        sinceFitCount += 1;
        if (sinceFitCount < REFIT_EVERY_LABEL_COUNT && versions.length > 0) return 'kept';
        return (await refit()) ? 'recalibrated' : 'kept';
      }),
    revert: () =>
      inTurn(async () => {
        if (versions.length === 0) return false;
        await writeVersions(deps.calibrationPath, model, versions.slice(0, -1));
        versions.pop();
        sinceFitCount = 0;
        return true;
      }),
    forgetWords: (beforeMs = Infinity) =>
      inTurn(async () => {
        const isAll = beforeMs === Infinity;
        if (isAll && labels.length === 0) return rm(deps.labelsPath, { force: true });
        const isOld = ({ atMs, text }: StoredLabel): boolean => text !== undefined && atMs < beforeMs;
        // A line that could not be read may hold words, too.
        if (!isAll && !labels.some(isOld)) return;
        const kept = labels.map((label) => (isOld(label) ? withoutText(label) : label));
        await writeFileAtomic(deps.labelsPath, linesOf(kept));
        labels.splice(0, labels.length, ...kept);
      }),
  };
}

function withoutText({ text: _text, ...label }: StoredLabel): StoredLabel {
  return label;
}

/** A bad answer says nothing about whether it was asked for. */
function labelOf(verdict: FeedbackVerdict): boolean | undefined {
  if (verdict === 'bad') return undefined;
  return verdict !== 'not-a-question';
}

async function readLabels(file: string): Promise<StoredLabel[]> {
  const text = await readStateFile(file).catch(() => '');
  const labels = text.split('\n').flatMap((line) => {
    const parsed = labelSchema.safeParse(parseJson(line));
    return parsed.success ? [parsed.data] : [];
  });
  return labels.slice(-MAX_LABEL_COUNT);
}

async function writeLabel(file: string, labels: StoredLabel[], label: StoredLabel): Promise<void> {
  await makeFolder(path.dirname(file));
  if (labels.length < MAX_LABEL_COUNT) {
    await appendToFile(file, `${JSON.stringify(label)}\n`);
    labels.push(label);
    return;
  }
  const kept = [...labels.slice(-(MAX_LABEL_COUNT - MAX_LABEL_COUNT / 10)), label];
  await writeFileAtomic(file, linesOf(kept));
  labels.splice(0, labels.length, ...kept);
}

function linesOf(labels: readonly StoredLabel[]): string {
  return labels.map((label) => `${JSON.stringify(label)}\n`).join('');
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function rethrowAsUnwritable(cause: unknown): never {
  if (cause instanceof EngineError) throw cause;
  throw new EngineError(
    'settings-unwritable',
    'The feedback could not be written to disk.',
    "Make room or give Sotto's data folder write permission.",
    { cause },
  );
}
