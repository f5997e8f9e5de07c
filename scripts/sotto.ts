import { inspect, parseArgs } from 'node:util';
import { findObstacle } from '../engine/base/data-folder.ts';
import { endProcess } from '../engine/base/end-process.ts';
import { asEngineError } from '../engine/base/engine-error.ts';
import { silentLogger } from '../engine/base/logger.ts';
import { noteLine, printJson, printLine } from '../engine/base/terminal.ts';
import { userPath } from '../engine/base/user-path.ts';
import { resolveDataDir } from '../engine/settings/config.ts';
import { installCrashGuard } from '../engine/shell/crash-guard.ts';
import { readStored } from '../engine/settings/settings-file.ts';
import { UsageError, type CliCommand, type CommandIo } from './command-line/command.ts';
import { syntaxErrorPlace } from './command-line/syntax-error-place.ts';
import { createStopSignal } from './stop-signal.ts';
import { enterUserDirectory } from './user-directory.ts';

/** The command line: finds the command, gives it its arguments, turns its end into an exit code. */

const COMMANDS: Readonly<Record<string, () => Promise<{ command: CliCommand }>>> = {
  serve: () => import('./commands/serve.ts'),
  listen: () => import('./commands/listen.ts'),
  transcribe: () => import('./commands/transcribe.ts'),
  ask: () => import('./commands/ask.ts'),
  models: () => import('./commands/models.ts'),
  'speech-models': () => import('./commands/speech-models.ts'),
  doctor: () => import('./commands/doctor.ts'),
  ctl: () => import('./commands/ctl.ts'),
  consent: () => import('./commands/consent.ts'),
  history: () => import('./commands/history.ts'),
  eval: () => import('./commands/eval.ts'),
  compare: () => import('./commands/compare.ts'),
  experiments: () => import('./commands/experiments.ts'),
  bench: () => import('./commands/bench.ts'),
  report: () => import('./commands/report.ts'),
};

const EXIT_DEADLINE_MS = 500;

/** Why a command ends that the user interrupted. */
class UserStop extends Error {}

installCrashGuard(undefined, noteLine);
process.exitCode = await main(process.argv.slice(2));
// Whatever native code may still hold, the process ends.
setTimeout(() => endProcess(process.exitCode), EXIT_DEADLINE_MS).unref();

async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    await printHelp();
    return name === undefined ? 2 : 0;
  }
  const load = COMMANDS[name];
  if (!load) {
    noteLine(`There is no command "${name}"; run \`npm run -s sotto -- --help\` to see all.`);
    return 2;
  }
  const { command } = await load();
  if (rest.includes('--help')) {
    printLine(`npm run -s sotto -- ${command.usage}\n${command.summary}`);
    return 0;
  }
  using stop = createStopSignal(new UserStop());
  enterUserDirectory(process.env);
  const isJson = rest.includes('--json');
  const io: CommandIo = {
    print: isJson ? printJson : printLine,
    note: noteLine,
    signal: stop.signal,
    json: isJson,
  };
  try {
    await noteSettings(rest, io);
    await command.run(
      rest.filter((argument) => argument !== '--json'),
      io,
    );
    return 0;
  } catch (error) {
    return reportFailure(error, command);
  }
}

/** Damaged settings and a folder that takes nothing hold back what is kept, so every command says so. */
async function noteSettings(args: readonly string[], io: CommandIo): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { 'data-dir': { type: 'string' } },
    strict: false,
  });
  const chosen = values['data-dir'];
  const directory = typeof chosen === 'string' ? userPath(chosen) : resolveDataDir(process.env);
  const notice = (await readStored(directory, silentLogger)).notice ?? (await findObstacle(directory));
  if (notice) io.note(`${notice.message} ${notice.remedy}`);
}

function reportFailure(error: unknown, command: CliCommand): number {
  if (error instanceof UserStop) return 130;
  if (error instanceof UsageError || isArgumentError(error)) {
    noteLine(`${(error as Error).message} Usage: npm run -s sotto -- ${command.usage}`);
    return 2;
  }
  const failure = asEngineError(error);
  const place = syntaxErrorPlace(error);
  if (place !== undefined) noteLine(`Syntax error at ${place}`);
  noteLine(`${failure.message} ${failure.remedy}`.replaceAll(/\s*\n(?=.)/g, ' '));
  if (process.env['SOTTO_LOG'] === 'debug') noteLine(inspect(failure));
  return 1;
}

/** What `parseArgs` throws of an unknown or malformed option. */
function isArgumentError(error: unknown): boolean {
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

async function printHelp(): Promise<void> {
  const lines = await Promise.all(
    Object.entries(COMMANDS).map(
      async ([name, load]) => `  ${name.padEnd(14)}${(await load()).command.summary}`,
    ),
  );
  printLine(`Usage: npm run -s sotto -- <command> [--json]\n\n${lines.join('\n')}`);
}
