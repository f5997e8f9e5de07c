import { spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../../../base/clock.ts';
import { EngineError } from '../../../base/engine-error.ts';
import type { EngineContext } from '../../../base/engine-context.ts';
import type { AccessToken } from '../../../protocol/access-tokens.ts';
import type { ChatModel } from '../base/chat-model.ts';
import { openOllamaServer } from './ollama-server.ts';

/** What determines where Ollama's program may be. */
export interface ProgramPlaces {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const LIST_DEADLINE_MS = 5_000;
/** How often, and how many times, to look for an Ollama that was just started. */
const LOOK_INTERVAL_MS = 500;
const LOOK_LIMIT_COUNT = 30;
/** How long a program that cannot run takes to say so. */
const START_WATCH_MS = 500;

export interface MachineDeps extends Pick<EngineContext, 'publish' | 'settings' | 'clock' | 'log'> {
  readonly accessToken: () => AccessToken | undefined;
  readonly places?: ProgramPlaces;
}

/**
 * Publishes what the first steps depend on: the system, and whether Ollama is installed, runs and has a model.
 * @param canRecordOutput as capture found out.
 */
export async function describeMachine(deps: MachineDeps, canRecordOutput: boolean): Promise<void> {
  const { publish, places = { platform: process.platform, env: process.env } } = deps;
  const ollamaModelCount = await countModels(deps);
  const isInstalled = ollamaModelCount !== undefined || (await findOllamaProgram(places)) !== undefined;
  publish({
    type: 'machine.described',
    system: systemOf(places.platform),
    canRecordOutput,
    ollama: ollamaModelCount !== undefined ? 'running' : isInstalled ? 'installed' : 'missing',
    ollamaModelCount: ollamaModelCount ?? 0,
  });
}

/**
 * Starts the installed Ollama and settles when it answers.
 * @throws EngineError 'model-server-unreachable' when there is none or it does not come up.
 */
export async function startOllama({
  chatModel,
  clock,
}: {
  readonly chatModel: { current(): ChatModel | EngineError; reload(): Promise<void> };
  readonly clock: Clock;
}): Promise<void> {
  const isAbsent = (): boolean => {
    const found = chatModel.current();
    return found instanceof EngineError && found.code === 'model-server-unreachable';
  };
  if (!isAbsent()) return;
  const program = await findOllamaProgram();
  if (program === undefined) {
    throw new EngineError(
      'model-server-unreachable',
      'Ollama is not installed on this machine.',
      'Install it, or use the built-in model.',
    );
  }
  await startOllamaProgram(program);
  for (let lookIndex = 0; lookIndex < LOOK_LIMIT_COUNT; lookIndex += 1) {
    await clock.sleep(LOOK_INTERVAL_MS);
    await chatModel.reload();
    if (!isAbsent()) return;
  }
  throw new EngineError(
    'model-server-unreachable',
    'Ollama was started and does not answer.',
    'Start it from your applications, or use the built-in model.',
  );
}

/**
 * Where Ollama is installed: on the search path, or where its own installer puts it.
 * @returns undefined when it is in none of these places.
 */
export async function findOllamaProgram(
  places: ProgramPlaces = { platform: process.platform, env: process.env },
): Promise<string | undefined> {
  for (const candidate of candidatesOf(places)) {
    const isRunnable = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isRunnable) return candidate;
  }
  return undefined;
}

/**
 * Starts an installed Ollama for the user, who asked for it. It is theirs from then on: it outlives Sotto.
 * @throws EngineError 'model-server-unreachable' when it ends at once.
 */
async function startOllamaProgram(program: string): Promise<void> {
  const [command, ...args] = program.endsWith('.app') ? ['open', '-a', program] : [program, 'serve'];
  const child = spawn(command ?? program, args, { detached: true, stdio: 'ignore', windowsHide: true });
  const ended = new Promise<string>((resolve) => {
    child.once('error', ({ message }) => resolve(message));
    child.once('exit', (code) => resolve(code === 0 ? '' : 'It ended at once.'));
  });
  let timer: NodeJS.Timeout | undefined;
  const stillRuns = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, START_WATCH_MS, '');
  });
  const fault = await Promise.race([ended, stillRuns]);
  clearTimeout(timer);
  child.unref();
  if (fault === '') return;
  throw new EngineError(
    'model-server-unreachable',
    `Ollama could not be started. ${fault}`,
    'Start it from your applications, or use the built-in model.',
  );
}

function candidatesOf({ platform, env }: ProgramPlaces): readonly string[] {
  const isWindows = platform === 'win32';
  const { delimiter, join } = isWindows ? path.win32 : path.posix;
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const onPath = folders.map((folder) => join(folder, isWindows ? 'ollama.exe' : 'ollama'));
  switch (platform) {
    case 'darwin':
      return ['/Applications/Ollama.app', ...onPath, '/usr/local/bin/ollama', '/opt/homebrew/bin/ollama'];
    case 'win32':
      return [...onPath, join(env['LOCALAPPDATA'] ?? '', 'Programs', 'Ollama', 'ollama.exe')];
    default:
      return [...onPath, '/usr/local/bin/ollama', '/usr/bin/ollama'];
  }
}

/** @returns undefined when no Ollama answers. */
async function countModels({ settings, accessToken, clock, log }: MachineDeps): Promise<number | undefined> {
  const { ollamaUrl, allowRemoteModels, contextTokenCount } = settings().model;
  await using server = openOllamaServer({
    baseUrl: ollamaUrl,
    permitCount: 1,
    allowRemoteModels,
    contextTokenCount,
    accessToken: accessToken(),
    clock,
    log,
  });
  try {
    const listed = await server.list(AbortSignal.timeout(LIST_DEADLINE_MS));
    return listed.filter(({ isRemote, unsuited }) => !isRemote && unsuited === undefined).length;
  } catch {
    return undefined;
  }
}

function systemOf(platform: NodeJS.Platform): 'linux' | 'macos' | 'windows' {
  if (platform === 'darwin') return 'macos';
  return platform === 'win32' ? 'windows' : 'linux';
}
