import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../engine/base/clock.ts';
import { connectClient } from '../fakes/protocol-client.ts';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import { childrenOf, isRunning } from '../fakes/process-alive.ts';
import { toyAnswers } from '../fakes/toy-chat.ts';
import { PROJECT_ROOT } from '../workshop/source-files.ts';
import { cleanEnvironment, DEMO_SPEECH_MODEL, makeDataFolder, runCli } from './run-cli.ts';

const TOKEN_CANARY = 'canary-of-a-token';

interface ServedSotto extends AsyncDisposable {
  readonly started: ChildProcess;
  readonly dataDir: string;
  readonly url: string;
  /** Of the link to the HUD: good once. */
  readonly code: string;
  /** Of the process that answers at the URL. */
  engineId(): number;
  /** All processes below `started`, itself included. */
  family(): readonly number[];
}

/** @param command e.g. npm or node, as a user or a launcher starts Sotto. */
async function serve(
  command: readonly string[],
  options: SpawnOptions = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<ServedSotto> {
  await using undo = new AsyncDisposableStack();
  const data = undo.use(makeDataFolder());
  const ollama = undo.use(await startFakeOllama({ models: [{ name: 'toy:1b' }], answers: toyAnswers }));
  const [program = '', ...args] = command;
  const started = spawn(program, args, {
    cwd: PROJECT_ROOT,
    env: cleanEnvironment({
      SOTTO_DATA_DIR: data.path,
      SOTTO_PORT: '0',
      SOTTO_SPEECH_MODEL: DEMO_SPEECH_MODEL,
      SOTTO_OLLAMA_URL: ollama.url,
      SOTTO_MODEL_TOKEN: TOKEN_CANARY,
      ...environment,
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });
  let everyone: readonly number[] = [started.pid ?? 0];
  undo.defer(() => {
    for (const processId of everyone) endNow(processId);
  });
  let output = '';
  started.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
  await expect.poll(() => output).toContain('http://127.0.0.1:');
  const record = path.join(data.path, 'serving.json');
  const engineId = (): number =>
    descendantsOf(started.pid ?? 0).find((id) => commandLineOf(id).includes('serve-engine')) ?? 0;
  // The speech process is a child of the engine.
  await expect.poll(() => childrenOf(engineId()).length).toBeGreaterThan(0);
  expect(existsSync(record)).toBe(true);
  everyone = [...everyone, ...descendantsOf(started.pid ?? 0)];
  const owned = undo.move();
  return {
    started,
    dataDir: data.path,
    url: /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0] ?? '',
    code: /#code=([\w-]+)/.exec(output)?.[1] ?? '',
    engineId,
    family: () => {
      everyone = [...new Set([...everyone, ...descendantsOf(started.pid ?? 0)])];
      return everyone;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** As the HUD gets it: for the code in the link that Sotto printed. */
async function tokenOfPage({ url, code }: ServedSotto): Promise<string> {
  const response = await fetch(`${url}/session`, {
    method: 'POST',
    headers: { origin: url, 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  });
  const { tokens } = (await response.json()) as { tokens: { hud: string } };
  return tokens.hud;
}

const NPM = ['npm', 'run', '-s', 'sotto', '--', 'serve'] as const;
const NODE = [process.execPath, path.join(PROJECT_ROOT, 'scripts', 'sotto.ts'), 'serve'] as const;

const ENDS: readonly (readonly [string, readonly string[], (served: ServedSotto) => void])[] = [
  ['SIGTERM to npm', NPM, ({ started }) => started.kill('SIGTERM')],
  ['SIGKILL to npm', NPM, ({ started }) => started.kill('SIGKILL')],
  ['SIGHUP, as of a closed terminal', NODE, ({ started }) => started.kill('SIGHUP')],
  ['SIGKILL to the supervisor', NODE, ({ started }) => started.kill('SIGKILL')],
  [
    'SIGTERM after the readers of its output have gone',
    NODE,
    ({ started }) => {
      started.stdout?.destroy();
      started.stderr?.destroy();
      started.kill('SIGTERM');
    },
  ],
  ['SIGTERM to the engine itself', NODE, (served) => process.kill(served.engineId(), 'SIGTERM')],
  [
    'a second signal',
    NODE,
    ({ started }) => {
      started.kill('SIGTERM');
      started.kill('SIGINT');
    },
  ],
];

test.skipIf(process.platform !== 'linux').each(ENDS)(
  '%s leaves no process, no port and no address of Sotto behind',
  async (_, command, end) => {
    await using served = await serve(command);
    const family = served.family();
    expect(family.length).toBeGreaterThanOrEqual(3);
    end(served);
    await expect.poll(() => family.filter(isRunning)).toEqual([]);
    expect(await isPortOpen(served.url)).toBe(false);
    expect(existsSync(path.join(served.dataDir, 'serving.json'))).toBe(false);
  },
);

test.skipIf(process.platform !== 'linux').each([
  ['is killed', 'SIGKILL'],
  ['aborts, as V8 does without memory', 'SIGABRT'],
] as const)(
  'an engine that %s is started again at its address, and its tokens stay good',
  async (_, signal) => {
    await using served = await serve(NODE);
    const record = path.join(served.dataDir, 'serving.json');
    const { token } = JSON.parse(readFileSync(record, 'utf8')) as { token: string };
    const port = Number(new URL(served.url).port);
    const pageToken = await tokenOfPage(served);
    const before = served.engineId();
    const orphans = childrenOf(before);
    const first = await connectClient({ port, token });
    const [[question = ''] = []] = toyAnswers;
    await first.command({ type: 'ask', text: question });
    await first.until((message) => message.kind === 'event' && message.event.type === 'answer.completed');
    const exported = async (): Promise<string> => {
      const environment = { SOTTO_DATA_DIR: served.dataDir };
      return (await runCli(['history', 'export', '1', '--format', 'json'], environment)).stdout;
    };
    await expect.poll(exported).toContain(question);
    process.kill(before, signal);
    await expect.poll(() => served.engineId() || before).not.toBe(before);
    await expect.poll(() => orphans.filter(isRunning)).toEqual([]);
    await expect.poll(() => isPortOpen(served.url)).toBe(true);
    await using again = await connectClient({ port, token });
    expect(again.welcome.epoch).not.toBe(first.welcome.epoch);
    await using page = await connectClient({ port, token: pageToken });
    expect(page.welcome.role).toBe('hud');
    expect(await exported()).toContain(question);
    served.family();
    served.started.kill('SIGTERM');
    await expect.poll(() => served.family().filter(isRunning)).toEqual([]);
  },
);

test.skipIf(process.platform !== 'linux')(
  '61: a log that nobody reads any more costs nothing but the log',
  async () => {
    await using served = await serve(NODE, {}, { SOTTO_LOG: 'debug' });
    served.started.stdout?.destroy();
    served.started.stderr?.destroy();
    const engineId = served.engineId();
    const port = Number(new URL(served.url).port);
    await using page = await connectClient({ port, token: await tokenOfPage(served) });
    for (const [question = ''] of [...toyAnswers].slice(0, 3)) {
      const startCount = page.events.length;
      expect(await page.command({ type: 'ask', text: question })).toMatchObject({ kind: 'accepted' });
      const isAnswered = () =>
        page.events
          .slice(startCount)
          .some((event) => event.type === 'answer.completed' && event.status === 'complete');
      await expect.poll(isAnswered).toBe(true);
    }
    expect(served.engineId()).toBe(engineId);
  },
);

test.skipIf(process.platform !== 'linux')(
  'the process of the engine has no access token in its environment or command line',
  async () => {
    await using served = await serve(NODE);
    for (const processId of [served.engineId(), ...childrenOf(served.engineId())]) {
      expect(readFileSync(`/proc/${processId}/environ`, 'utf8')).not.toContain(TOKEN_CANARY);
      expect(commandLineOf(processId)).not.toContain(TOKEN_CANARY);
    }
  },
);

function descendantsOf(processId: number): readonly number[] {
  return childrenOf(processId).flatMap((child) => [child, ...descendantsOf(child)]);
}

function commandLineOf(processId: number): string {
  try {
    return readFileSync(`/proc/${processId}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function endNow(processId: number): void {
  try {
    process.kill(processId, 'SIGKILL');
  } catch {
    // It ended by itself, as it should.
  }
}

async function isPortOpen(url: string): Promise<boolean> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const isOpen = await Promise.race([
    new Promise<boolean>((resolve) =>
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false)),
    ),
    systemClock.sleep(5_000).then(() => false),
  ]);
  socket.destroy();
  return isOpen;
}
