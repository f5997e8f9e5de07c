import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { systemClock } from '../../engine/base/clock.ts';
import { openFileSource } from '../../engine/capture/file-source.ts';
import { startEngine } from '../../engine/index.ts';
import type { EngineEvent } from '../../engine/protocol/events.ts';
import { eventually } from '../fakes/eventually.ts';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import { childrenOf, isAlive } from '../fakes/process-alive.ts';
import { toyAnswers } from '../fakes/toy-chat.ts';
import { PROJECT_ROOT } from '../workshop/source-files.ts';
import {
  cleanEnvironment,
  DEMO_SPEECH_MODEL,
  eventsOf,
  fixturePath,
  makeDataFolder,
  runCli,
} from './run-cli.ts';

test('the call continues after the speech process was killed in its middle', async () => {
  await using ollama = await startFakeOllama({ models: [{ name: 'toy:1b' }], answers: toyAnswers });
  using data = makeDataFolder();
  await using engine = await startEngine(
    {
      config: {
        dataDir: data.path,
        port: 0,
        logLevel: 'warn',
        overrides: { model: { ollamaUrl: ollama.url }, speech: { model: DEMO_SPEECH_MODEL } },
      },
      assetsDirectory: path.join(PROJECT_ROOT, 'assets'),
      appVersion: 'test',
      warm: ['speech', 'model'],
      log: { debug: () => undefined, info: () => undefined, warn: () => undefined },
    },
    AbortSignal.timeout(60_000),
  );
  const events: EngineEvent[] = [];
  let killedProcessId: number | undefined;
  engine.hub.subscribe((event) => {
    events.push(event);
    // In the middle of a turn: its audio has to be heard again by the next process.
    if (
      event.type === 'speech.paused' &&
      eventsOf(events, 'transcript.completed').length === 5 &&
      killedProcessId === undefined
    ) {
      killedProcessId = engine.speechProcessId;
      if (killedProcessId !== undefined) process.kill(killedProcessId, 'SIGKILL');
    }
  });
  await Promise.all([engine.speechReady(), engine.modelChosen()]);
  const source = await openFileSource({
    path: fixturePath('call-sales.wav'),
    channel: 'them',
    isFast: true,
    clock: systemClock,
  });
  await engine.listenTo([source], { isDemo: false, isPaced: true }).done;
  await engine.answered();

  const { utterances } = JSON.parse(readFileSync(fixturePath('call-sales.json'), 'utf8')) as {
    utterances: readonly { text: string }[];
  };
  expect(killedProcessId).toBeTypeOf('number');
  expect(engine.speechProcessId).not.toBe(killedProcessId);
  expect(
    eventsOf(events, 'transcript.completed')
      .map(({ text }) => text)
      .join(' '),
  ).toBe(utterances.map(({ text }) => text).join(' '));
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s while a call is heard and answered ends everything in order, and no word is lost',
  async (signal) => {
    await using ollama = await startFakeOllama({
      models: [{ name: 'toy:1b' }],
      answers: toyAnswers,
      tokensPerSecond: 5,
    });
    using data = makeDataFolder();
    const environment = {
      SOTTO_DATA_DIR: data.path,
      SOTTO_SPEECH_MODEL: DEMO_SPEECH_MODEL,
      SOTTO_OLLAMA_URL: ollama.url,
    };
    await using run = startCli(
      ['listen', '--source', fixturePath('call-interview.wav'), '--fast', '--json'],
      environment,
    );
    await run.sees('"answer.extended"');
    const children = childrenOf(run.child.pid ?? 0);
    run.child.kill(signal);
    await run.exited;

    expect(children.length).toBeGreaterThan(0);
    expect(children.filter(isAlive)).toEqual([]);
    expect(ollama.activeCount).toBe(0);
    const heard = eventsOf(run.events(), 'transcript.completed').map(({ text }) => text);
    const history = await runCli(['history', '--json'], environment);
    expect(history.code, history.stderr).toBe(0);
    const calls = JSON.parse(history.stdout) as { callId: number }[];
    const exported = await runCli(
      ['history', 'export', String(calls[0]?.callId), '--format', 'json'],
      environment,
    );
    for (const text of heard) expect(exported.stdout).toContain(text);
    expect(exported.stdout).toContain('interrupted');
  },
);

test('a second signal ends the process at once', async () => {
  using data = makeDataFolder();
  await using run = startCli(['serve', '--port', '0'], {
    SOTTO_DATA_DIR: data.path,
    SOTTO_OLLAMA_URL: 'http://127.0.0.1:54321',
  });
  await run.sees('http://127.0.0.1:');
  run.child.kill('SIGTERM');
  run.child.kill('SIGTERM');
  expect([0, 130]).toContain(await run.exited);
});

test('npm start without an Electron program serves the HUD and says why in one line', async () => {
  using data = makeDataFolder();
  await using run = startProgram('start.ts', ['--port', '0'], {
    SOTTO_DATA_DIR: data.path,
    SOTTO_OLLAMA_URL: 'http://127.0.0.1:54321',
    ELECTRON_OVERRIDE_DIST_PATH: data.path,
  });
  await run.sees('http://127.0.0.1:');
  // Which obstacle comes first depends on the session: its display, its user, the program.
  expect(run.errorOutput().trim()).toMatch(/^Sotto opens in the browser, since [^\n]+\.$/);
  const url = /http:\/\/127\.0\.0\.1:\d+\//.exec(run.output())?.[0] ?? '';
  expect(await (await fetch(url)).text()).toContain('<title>Sotto');
  run.child.kill('SIGINT');
  expect(await run.exited).toBe(0);
});

interface StartedCli extends AsyncDisposable {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly exited: Promise<number | null>;
  sees(text: string): Promise<void>;
  events(): readonly EngineEvent[];
  output(): string;
  errorOutput(): string;
}

function startCli(args: readonly string[], environment: Readonly<Record<string, string>>): StartedCli {
  return startProgram('sotto.ts', args, environment);
}

function startProgram(
  name: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): StartedCli {
  const child = spawn(process.execPath, [path.join(PROJECT_ROOT, 'scripts', name), ...args], {
    cwd: PROJECT_ROOT,
    env: cleanEnvironment(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errorOutput = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errorOutput += text));
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const exited = new Promise<number | null>((resolve) => child.on('close', resolve));
  return {
    child,
    exited,
    sees: (text) =>
      eventually(() => {
        if (!output.includes(text)) throw new Error(`no "${text}" (exit code ${child.exitCode}): ${output}`);
      }),
    events: () =>
      output
        .split('\n')
        .filter((line) => line.startsWith('{') && line.endsWith('}'))
        .map((line) => JSON.parse(line) as EngineEvent),
    output: () => output,
    errorOutput: () => errorOutput,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
