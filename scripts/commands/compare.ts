import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EngineError } from '../../engine/base/engine-error.ts';
import { systemClock } from '../../engine/base/clock.ts';
import { formatBytes } from '../../engine/protocol/byte-size.ts';
import { failedFigures, measureModel, type Contestant, type ModelFigures } from '../eval/compare-models.ts';
import { readQuestionSet, type KnownQuestion } from '../eval/question-set.ts';
import { openChatServers, type ChatServers } from './chat-servers.ts';
import { UsageError, type CliCommand, type CommandIo } from '../command-line/command.ts';
import { readArguments } from '../command-line/with-engine.ts';

const KEPT_RUN_COUNT = 50;
/** The embedded process reports its memory with its heartbeat. */
const HEARTBEAT_WAIT_MS = 1_500;

/** What a model's figures are held against. */
interface Baseline {
  readonly ranAt: string;
  readonly figures: ModelFigures;
}

/** One comparison, as it is printed and kept. */
interface Comparison {
  readonly ranAt: string;
  readonly questionCount: number;
  /** Only runs over the same questions are compared with each other. */
  readonly questionsFile: string;
  readonly models: readonly ModelFigures[];
}

export const command: CliCommand = {
  summary: 'Puts the same questions to several models and shows them side by side.',
  usage: 'compare --models A,B [--questions FILE] [--json]',
  run: async (args, io) => {
    const { config, positionals, text } = readArguments(args, {
      models: { type: 'string' },
      questions: { type: 'string' },
    });
    const names = (text('models') ?? '').split(',').flatMap((name) => name.trim() || []);
    if (names.length === 0) throw new UsageError('Name the models to compare: --models A,B');
    if (positionals.length > 0) throw new UsageError('Unexpected argument.');
    const file = text('questions');
    const questions = await readQuestionSet(file);
    await using servers = await openChatServers(
      config,
      names.filter((name) => name.endsWith('.gguf')),
    );
    const models: ModelFigures[] = [];
    for (const name of names) models.push(await compareOne(servers, name, questions, io));
    const folder = path.join(config.dataDir, 'comparisons');
    const run: Comparison = {
      ranAt: new Date(systemClock.wallMs()).toISOString(),
      questionCount: questions.length,
      questionsFile: file === undefined ? 'starter questions' : path.resolve(file),
      models,
    };
    const earlier = await readRuns(folder, run.questionsFile);
    const baselines = models.flatMap(({ name }) => baselineOf(name, earlier) ?? []);
    await keepRun(folder, run, io);
    const [previous] = earlier;
    if (io.json) io.print(JSON.stringify({ ...run, baselines, ...(previous ? { previous } : {}) }));
    else printComparison(run, baselines, io);
    throwIfFailed(models);
  },
};

/** One model's row, whatever became of it: the others' rows must not be lost with it. */
async function compareOne(
  servers: ChatServers,
  name: string,
  questions: readonly KnownQuestion[],
  io: CommandIo,
): Promise<ModelFigures> {
  try {
    const contestant = await findContestant(servers, name, io.signal);
    await using model = contestant.model;
    return await measureModel(contestant, questions, io.signal, (answeredCount) => {
      if (answeredCount % 10 === 0) io.note(`${model.name}: ${answeredCount} of ${questions.length}`);
    });
  } catch (error) {
    io.signal.throwIfAborted();
    return failedFigures(name, servers.remote?.kind ?? 'embedded', error);
  }
}

/** @throws EngineError of the first model that failed, with the names of the others. */
function throwIfFailed(models: readonly ModelFigures[]): void {
  const failed = models.filter((figures) => figures.failure !== undefined);
  const failure = failed[0]?.failure;
  if (!failure) return;
  const names = failed.map(({ name }) => name).join(', ');
  throw new EngineError(failure.code, `${names} failed: ${failure.message}`, failure.remedy);
}

/** A GGUF path or a model file's name runs embedded; any other name is the server's. */
async function findContestant(servers: ChatServers, name: string, signal: AbortSignal): Promise<Contestant> {
  const { remote, embedded } = servers;
  if ((await embedded.list(signal)).some((model) => model.name === name)) {
    const model = await embedded.open(name);
    return {
      server: embedded,
      model,
      wasLoaded: false,
      memoryBytes: async () => {
        await systemClock.sleep(HEARTBEAT_WAIT_MS, signal);
        return model.residentBytes;
      },
    };
  }
  if (!remote) {
    throw new EngineError(
      'model-missing',
      `There is no model file named ${name}.`,
      'Give a path or another name.',
    );
  }
  await remote.check(signal);
  const listing = (await remote.list(signal)).find(
    (model) => model.name === name || model.name === `${name}:latest`,
  );
  const model = await remote.open(listing?.name ?? name);
  return {
    server: remote,
    model,
    wasLoaded: listing?.isLoaded ?? false,
    memoryBytes: async () => {
      if (!remote.running) return undefined;
      return (await remote.running(signal)).find((running) => running.name === model.name)?.sizeBytes;
    },
  };
}

/** Earlier runs over the same questions, newest first. */
async function readRuns(folder: string, questionsFile: string): Promise<readonly Comparison[]> {
  const names = await readdir(folder).catch(() => []);
  const runs: Comparison[] = [];
  for (const name of names.toSorted((a, b) => b.localeCompare(a))) {
    try {
      const run = JSON.parse(await readFile(path.join(folder, name), 'utf8')) as Comparison;
      if (run.questionsFile === questionsFile && Array.isArray(run.models)) runs.push(run);
    } catch {
      // A file that cannot be read is nothing to compare with.
    }
  }
  return runs;
}

/** The newest of `runs` in which this model answered, whatever else was compared in it. */
function baselineOf(name: string, runs: readonly Comparison[]): Baseline | undefined {
  for (const { ranAt, models } of runs) {
    const figures = models.find((other) => other.name === name && other.answerCount > 0);
    if (figures) return { ranAt, figures };
  }
  return undefined;
}

async function keepRun(folder: string, run: Comparison, io: CommandIo): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = path.join(folder, `${run.ranAt.replaceAll(':', '-')}.json`);
    await writeFile(file, JSON.stringify(run), { mode: 0o600 });
    const names = (await readdir(folder)).toSorted((a, b) => a.localeCompare(b));
    for (const name of names.slice(0, Math.max(0, names.length - KEPT_RUN_COUNT))) {
      await rm(path.join(folder, name), { force: true });
    }
  } catch {
    io.note('This run could not be kept; it is shown only.');
  }
}

function printComparison(run: Comparison, baselines: readonly Baseline[], io: CommandIo): void {
  const rows: readonly (readonly [string, (figures: ModelFigures) => string])[] = [
    ['backend', ({ backend, location }) => (location === null ? backend : `${backend}, ${location}`)],
    ['load', ({ loadMs, wasLoaded }) => (wasLoaded ? 'was loaded' : milliseconds(loadMs))],
    ['first token p50', ({ firstTokenMs }) => milliseconds(firstTokenMs?.p50 ?? null)],
    ['first token p95', ({ firstTokenMs }) => milliseconds(firstTokenMs?.p95 ?? null)],
    ['tokens a second', (figures) => figures.tokensPerSecond?.toFixed(1) ?? '-'],
    ['memory', ({ memoryBytes }) => (memoryBytes === null ? '-' : formatBytes(memoryBytes))],
    ['answers', ({ answerCount }) => `${answerCount} of ${run.questionCount}`],
    ['broke the contract', (figures) => String(figures.contractViolations)],
    ['keyword recall', (figures) => (figures.keywordRecall === null ? '-' : percent(figures.keywordRecall))],
    ['failures', ({ failures }) => describeCounts(failures)],
    ['outcome', ({ failure }) => (failure ? 'failed' : 'answered')],
  ];
  const columns = run.models.map((figures) => [figures.name, ...rows.map(([, show]) => show(figures))]);
  const widths = columns.map((column) => Math.max(...column.map((cell) => cell.length)));
  for (const [index, label] of ['', ...rows.map(([name]) => name)].entries()) {
    const cells = columns.map((column, at) => (column[index] ?? '').padStart(widths[at] ?? 0));
    io.print([label.padEnd(20), ...cells].join('  ').trimEnd());
  }
  for (const { name, contractViolations, violations, failure } of run.models) {
    if (contractViolations > 0) io.print(`${name}: ${describeCounts(violations)}`);
    if (failure) io.print(`${name} failed: ${failure.message} ${failure.remedy}`);
  }
  for (const baseline of baselines) printChanges(run, baseline, io);
}

function printChanges(run: Comparison, { ranAt, figures: before }: Baseline, io: CommandIo): void {
  const now = run.models.find((figures) => figures.name === before.name);
  if (!now || now.failure) return;
  // A model that was in memory already took no time to load, which says nothing about it.
  const isColdTwice = !now.wasLoaded && !before.wasLoaded;
  const changes = [
    isColdTwice ? change('load ms', before.loadMs, now.loadMs) : '',
    change('first token ms', before.firstTokenMs?.p50, now.firstTokenMs?.p50),
    change('tokens a second', before.tokensPerSecond, now.tokensPerSecond),
    change('memory MB', toMegabytes(before.memoryBytes), toMegabytes(now.memoryBytes)),
    change('keyword recall', before.keywordRecall, now.keywordRecall),
    change('broke the contract', before.contractViolations, now.contractViolations),
  ].filter((text) => text !== '');
  io.print(`${now.name} against its run of ${ranAt}: ${changes.join(', ')}`);
}

function toMegabytes(sizeBytes: number | null): number | null {
  return sizeBytes === null ? null : sizeBytes / 1e6;
}

function change(label: string, before: number | null | undefined, now: number | null | undefined): string {
  if (before === null || before === undefined || now === null || now === undefined) return '';
  if (before === 0 || before === now) return `${label} ${round(before)} → ${round(now)}`;
  const share = Math.round(((now - before) / before) * 100);
  return `${label} ${round(before)} → ${round(now)} (${share > 0 ? '+' : ''}${share} %)`;
}

function round(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function milliseconds(durationMs: number | null): string {
  return durationMs === null ? '-' : `${durationMs.toFixed(0)} ms`;
}

function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(0)} %`;
}

function describeCounts(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).map(([name, count]) => `${name} ${count}`);
  return parts.length === 0 ? '-' : parts.join(', ');
}
