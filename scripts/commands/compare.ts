import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EngineError } from '../../engine/base/engine-error.ts';
import { systemClock } from '../../engine/base/clock.ts';
import { formatBytes } from '../../engine/models/download-errors.ts';
import { measureModel, type Contestant, type ModelFigures } from '../eval/compare-models.ts';
import { readQuestionSet } from '../eval/question-set.ts';
import { openChatServers, type ChatServers } from './chat-servers.ts';
import { UsageError, type CliCommand, type CommandIo } from './command.ts';
import { readArguments } from './with-engine.ts';

const KEPT_RUN_COUNT = 50;
/** The embedded process tells its memory with its heartbeat. */
const HEARTBEAT_WAIT_MS = 1_500;

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
    if (names.length === 0) throw new UsageError('Which models to compare is not said: --models A,B');
    if (positionals.length > 0) throw new UsageError('That is one word too many.');
    const file = text('questions');
    const questions = await readQuestionSet(file);
    await using servers = await openChatServers(
      config,
      names.filter((name) => name.endsWith('.gguf')),
    );
    const models: ModelFigures[] = [];
    for (const name of names) {
      const contestant = await findContestant(servers, name, io.signal);
      await using model = contestant.model;
      const figures = await measureModel(contestant, questions, io.signal, (answeredCount) => {
        if (answeredCount % 10 === 0) io.note(`${model.name}: ${answeredCount} of ${questions.length}`);
      });
      models.push(figures);
    }
    const folder = path.join(config.dataDir, 'comparisons');
    const run: Comparison = {
      ranAt: new Date(systemClock.wallMs()).toISOString(),
      questionCount: questions.length,
      questionsFile: file === undefined ? 'starter questions' : path.resolve(file),
      models,
    };
    const previous = await newestRun(folder, run.questionsFile);
    await keepRun(folder, run, io);
    if (io.json) io.print(JSON.stringify({ ...run, ...(previous ? { previous } : {}) }));
    else printComparison(run, previous, io);
  },
};

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
      if (!('running' in remote)) return undefined;
      return (await remote.running(signal)).find((running) => running.name === model.name)?.sizeBytes;
    },
  };
}

async function newestRun(folder: string, questionsFile: string): Promise<Comparison | undefined> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.toSorted((a, b) => b.localeCompare(a))) {
    try {
      const run = JSON.parse(await readFile(path.join(folder, name), 'utf8')) as Comparison;
      if (run.questionsFile === questionsFile && Array.isArray(run.models)) return run;
    } catch {
      // A file that cannot be read is nothing to compare with.
    }
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

function printComparison(run: Comparison, previous: Comparison | undefined, io: CommandIo): void {
  const rows: readonly (readonly [string, (figures: ModelFigures) => string])[] = [
    ['backend', ({ backend, location }) => `${backend}, ${location}`],
    ['load', ({ loadMs, wasLoaded }) => (wasLoaded ? 'was loaded' : milliseconds(loadMs))],
    ['first token p50', ({ firstTokenMs }) => milliseconds(firstTokenMs?.p50 ?? null)],
    ['first token p95', ({ firstTokenMs }) => milliseconds(firstTokenMs?.p95 ?? null)],
    ['tokens a second', (figures) => figures.tokensPerSecond?.toFixed(1) ?? '-'],
    ['memory', ({ memoryBytes }) => (memoryBytes === null ? '-' : formatBytes(memoryBytes))],
    ['answers', ({ answerCount }) => `${answerCount} of ${run.questionCount}`],
    ['broke the contract', (figures) => String(figures.contractViolations)],
    ['keyword recall', (figures) => (figures.keywordRecall === null ? '-' : percent(figures.keywordRecall))],
    ['failures', ({ failures }) => describeCounts(failures)],
  ];
  const columns = run.models.map((figures) => [figures.name, ...rows.map(([, show]) => show(figures))]);
  const widths = columns.map((column) => Math.max(...column.map((cell) => cell.length)));
  for (const [index, label] of ['', ...rows.map(([name]) => name)].entries()) {
    const cells = columns.map((column, at) => (column[index] ?? '').padStart(widths[at] ?? 0));
    io.print([label.padEnd(20), ...cells].join('  ').trimEnd());
  }
  for (const figures of run.models) {
    if (figures.contractViolations > 0) io.print(`${figures.name}: ${describeCounts(figures.violations)}`);
  }
  if (previous) printChanges(run, previous, io);
}

function printChanges(run: Comparison, previous: Comparison, io: CommandIo): void {
  io.print(`Against the run of ${previous.ranAt}:`);
  for (const now of run.models) {
    const before = previous.models.find((figures) => figures.name === now.name);
    if (!before) {
      io.print(`  ${now.name}: not in that run`);
      continue;
    }
    const changes = [
      change('first token', before.firstTokenMs?.p50, now.firstTokenMs?.p50),
      change('tokens a second', before.tokensPerSecond, now.tokensPerSecond),
      change('keyword recall', before.keywordRecall, now.keywordRecall),
      change('broke the contract', before.contractViolations, now.contractViolations),
    ].filter((text) => text !== '');
    io.print(`  ${now.name}: ${changes.join(', ')}`);
  }
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
