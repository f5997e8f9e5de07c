import { createHash } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import { makeFolder, writeFileAtomic } from '../base/atomic-file.ts';
import { readStateFile } from '../base/regular-file.ts';
import type { QuestionModelFile } from './question-model.ts';
import { plattSchema } from './question-model.ts';
import type { Calibration } from './trained-detector.ts';

/** One recalibration on this user's labels. */
const versionSchema = z.strictObject({
  version: z.int().min(1),
  platt: plattSchema,
  threshold: z.number().min(0.01).max(0.99),
  labelCount: z.int(),
  fittedAtMs: z.number(),
});
export type CalibrationVersion = z.infer<typeof versionSchema>;

/** The recalibrations on disk, newest last; valid only for the weights they were fitted with. */
const fileSchema = z.strictObject({ modelId: z.string(), versions: z.array(versionSchema) });

export const MAX_VERSION_COUNT = 10;

/** Identifies weights, whenever they were trained. */
export function modelIdOf(model: QuestionModelFile): string {
  const content = JSON.stringify([model.linear.weights, model.trees.value, model.platt]);
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}

/** The newest recalibration for these weights, else what was shipped. */
export async function readCalibration(
  file: string | undefined,
  model: QuestionModelFile,
): Promise<Calibration> {
  const newest = file === undefined ? undefined : (await readVersions(file, model)).at(-1);
  return newest ?? { platt: model.platt, threshold: model.threshold };
}

/** None when the file is missing, damaged or belongs to other weights. */
export async function readVersions(file: string, model: QuestionModelFile): Promise<CalibrationVersion[]> {
  try {
    const parsed = fileSchema.parse(JSON.parse(await readStateFile(file)));
    return parsed.modelId === modelIdOf(model) ? parsed.versions : [];
  } catch {
    return [];
  }
}

/** Replaces the file in one step, so that a crash leaves the old one or the new one. */
export async function writeVersions(
  file: string,
  model: QuestionModelFile,
  versions: readonly CalibrationVersion[],
): Promise<void> {
  await makeFolder(path.dirname(file));
  const content = { modelId: modelIdOf(model), versions: versions.slice(-MAX_VERSION_COUNT) };
  await writeFileAtomic(file, `${JSON.stringify(content)}\n`);
}
