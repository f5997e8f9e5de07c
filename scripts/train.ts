import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { asEngineError } from '../engine/base/engine-error.ts';
import { noteLine, printJson, printLine } from '../engine/base/terminal.ts';
import { withContext } from './train/dataset.ts';
import { copiesWithoutContext } from './train/examples.ts';
import { appendRun, codeVersion, runLogPath } from './train/run-log.ts';
import { printAblation } from './train/ablation.ts';
import { studyEndpointRule } from './eval/endpoint-rule.ts';
import { STACKED_OPTIONS } from './train/stacked-model.ts';
import { trainDetector } from './train/train-detector.ts';
import { readTrainingFiles } from './train/training-files.ts';
import { writtenRows } from './train/written-examples.ts';

/**
 * Trains the question detector: `npm run train -- [--data FOLDER] [--out FOLDER] [--ablation]`. The data is looked for in
 * --data, SOTTO_QUESTION_DATA or ../shared/data/questions. With --ablation it only shows what each group of features adds,
 * with --endpoint MANIFEST.json (as often as you like) which rule ends turns best and what else would help.
 */
const PROJECT = path.resolve(import.meta.dirname, '..');

try {
  await train();
} catch (error) {
  const failure = asEngineError(error);
  noteLine(`${failure.message} ${failure.remedy}`);
  process.exitCode = 1;
}

async function train(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      out: { type: 'string' },
      ablation: { type: 'boolean' },
      endpoint: { type: 'string', multiple: true },
      'speech-model': { type: 'string' },
    },
  });
  if (values.endpoint) return studyEndpointRule(values.endpoint, values['speech-model'], printLine);
  const startedAt = new Date().toISOString();
  const startedMs = performance.now();
  const dataDir = path.resolve(
    values.data ?? process.env['SOTTO_QUESTION_DATA'] ?? path.join(PROJECT, '../shared/data/questions'),
  );
  const outDir = path.resolve(values.out ?? path.join(PROJECT, 'assets'));
  const { conversations, interview, dataHashes } = await readTrainingFiles(dataDir);
  const rows = [
    ...conversations,
    ...interview,
    ...withContext(writtenRows()),
    ...copiesWithoutContext(conversations),
  ];
  if (values.ablation === true) return printAblation(rows, printLine);
  const files = trainDetector(
    rows,
    { trainedOn: startedAt.slice(0, 10), dataHashes, codeVersion: await codeVersion() },
    noteLine,
  );
  await writeFile(path.join(outDir, 'question-detector.json'), `${JSON.stringify(files.weights)}\n`);
  await writeFile(
    path.join(outDir, 'question-detector-fold-scores.json'),
    `${JSON.stringify(files.foldScores)}\n`,
  );
  const { metrics } = files.weights;
  const flat = Object.entries(metrics).flatMap(([set, figures]) =>
    Object.entries(figures).map(([name, value]) => [`${set}.${name}`, value] as const),
  );
  const failure = await appendRun(
    {
      kind: 'train questions',
      startedAt,
      elapsedMs: Math.round(performance.now() - startedMs),
      dataHashes,
      parameters: { ...STACKED_OPTIONS },
      metrics: Object.fromEntries(flat),
    },
    runLogPath(process.env),
  );
  if (failure !== undefined) noteLine('The run log could not be written.');
  printJson(JSON.stringify(metrics, undefined, 2));
}
