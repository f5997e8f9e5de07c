import { parseArgs } from 'node:util';
import { EngineError } from '../../engine/base/engine-error.ts';
import { compareDetectors } from '../eval/compare-detectors.ts';
import type { DetectorComparison, Difference } from '../eval/compare-detectors.ts';
import type { DetectorChoice } from '../eval/questions.ts';
import type { Run } from '../train/run-log.ts';
import { readRuns, runLogPath } from '../train/run-log.ts';
import { UsageError } from '../command-line/command.ts';
import type { CliCommand, CommandIo } from '../command-line/command.ts';

const DEFAULT_LIMIT_COUNT = 20;
const MAX_SHOWN_COUNT = 40;
/** What a list shows of a run, in this order of preference. */
const HEADLINE_METRICS = ['clean.prAuc', 'clean.f1', 'clean.ece', 'interview.recall'];

export const command: CliCommand = {
  summary: 'Past train and eval runs, compared; or two detectors on one file',
  usage:
    'experiments [--limit COUNT] | experiments compare RUN RUN | experiments ab --a rules|trained --b rules|trained FILE',
  run: async (args, io) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { limit: { type: 'string' }, a: { type: 'string' }, b: { type: 'string' } },
    });
    const [action, ...rest] = positionals;
    if (action === undefined) return listRuns(values.limit, io);
    if (action === 'compare') return compareRuns(rest, io);
    if (action === 'ab') return compareOnFile(rest, { a: values.a ?? 'rules', b: values.b ?? 'trained' }, io);
    throw new UsageError(`There is no action "${action}".`);
  },
};

async function listRuns(limit: string | undefined, io: CommandIo): Promise<void> {
  const limitCount = limit === undefined ? DEFAULT_LIMIT_COUNT : Number(limit);
  if (!Number.isInteger(limitCount) || limitCount < 1) throw new UsageError('--limit needs a number from 1.');
  const runs = (await readRuns(runLogPath(process.env))).slice(-limitCount);
  if (io.json) return io.print(JSON.stringify(runs));
  if (runs.length === 0)
    return io.print('No runs yet. `npm run train` and `npm run -s sotto -- eval …` are written down here.');
  for (const run of runs) io.print(lineOf(run));
}

function lineOf(run: Run): string {
  const named = HEADLINE_METRICS.filter((name) => name in run.metrics);
  const shown = (named.length > 0 ? named : Object.keys(run.metrics).slice(0, 3)).map(
    (name) => `${name} ${format(run.metrics[name])}`,
  );
  const data = Object.entries(run.dataHashes).map(([name, hash]) => `${name}#${hash.slice(0, 8)}`);
  return [run.id, run.kind.padEnd(16), run.codeVersion.padEnd(20), data.join(' '), shown.join('  ')].join(
    '  ',
  );
}

async function compareRuns(ids: readonly string[], io: CommandIo): Promise<void> {
  const runs = await readRuns(runLogPath(process.env));
  const [a, b] = ids.map((id) => runs.findLast((run) => run.id === id));
  if (ids.length !== 2) throw new UsageError('Two runs are compared.');
  if (!a || !b) {
    throw new EngineError(
      'bad-argument',
      'No such run.',
      'List the runs with `npm run -s sotto -- experiments`.',
    );
  }
  const names = [...new Set([...Object.keys(a.metrics), ...Object.keys(b.metrics)])];
  const changes = names.map((name) => ({ name, a: a.metrics[name] ?? null, b: b.metrics[name] ?? null }));
  const parameters = Object.keys({ ...a.parameters, ...b.parameters }).filter(
    (name) => JSON.stringify(a.parameters[name]) !== JSON.stringify(b.parameters[name]),
  );
  if (io.json) return io.print(JSON.stringify({ a, b, metrics: changes, changedParameters: parameters }));
  io.print(lineOf(a));
  io.print(lineOf(b));
  for (const name of parameters) {
    io.print(`${name}: ${JSON.stringify(a.parameters[name])} → ${JSON.stringify(b.parameters[name])}`);
  }
  for (const change of changes) {
    const difference = change.a !== null && change.b !== null ? change.b - change.a : 0;
    const sign = difference > 0 ? '+' : '';
    io.print(
      `${change.name.padEnd(36)}${format(change.a).padStart(10)}${format(change.b).padStart(10)}  ${sign}${format(difference)}`,
    );
  }
}

async function compareOnFile(
  files: readonly string[],
  choices: { readonly a: string; readonly b: string },
  io: CommandIo,
): Promise<void> {
  const [file] = files;
  if (file === undefined) throw new UsageError('A file to replay is missing.');
  const comparison = await compareDetectors(file, { a: choiceOf(choices.a), b: choiceOf(choices.b) });
  if (io.json) io.print(JSON.stringify(comparison));
  else printComparison(comparison, io);
}

function choiceOf(text: string): DetectorChoice {
  if (text === 'rules' || text === 'trained') return text;
  throw new UsageError(`There is no detector "${text}".`);
}

function printComparison(comparison: DetectorComparison, io: CommandIo): void {
  const { a, b, utterances, bothAsk, onlyA, onlyB, rightWhereDifferent } = comparison;
  io.print(`${utterances} utterances; both hear a question in ${bothAsk}`);
  const list = (name: string, differences: readonly Difference[]): void => {
    io.print(`only ${name}: ${differences.length}`);
    for (const difference of differences.slice(0, MAX_SHOWN_COUNT)) {
      const label = difference.question === undefined ? ' ' : difference.question ? '?' : '.';
      io.print(`  ${label} ${difference.a.toFixed(2)} ${difference.b.toFixed(2)}  ${difference.text}`);
    }
    if (differences.length > MAX_SHOWN_COUNT) io.print(`  and ${differences.length - MAX_SHOWN_COUNT} more`);
  };
  list(a, onlyA);
  list(b, onlyB);
  io.print(
    `Where they differ and a label is known, ${a} is right ${rightWhereDifferent.a} times, ${b} ${rightWhereDifferent.b} times.`,
  );
}

function format(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  return Number.isInteger(value) ? String(value) : value.toFixed(4);
}
