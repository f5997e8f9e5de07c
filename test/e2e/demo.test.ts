import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { EngineEvent } from '../../engine/protocol/events.ts';
import { childrenOf, isRunning } from '../fakes/process-alive.ts';
import { toyChat } from '../fakes/toy-chat.ts';
import { PROJECT_ROOT } from '../workshop/source-files.ts';
import { cleanEnvironment, eventsOf } from './run-cli.ts';

test('the demo hears its call with real whisper.cpp and answers it with real llama.cpp', async () => {
  const child = spawn(
    process.execPath,
    [path.join(PROJECT_ROOT, 'scripts', 'demo.ts'), '--toy', '--fast', '--json'],
    {
      cwd: PROJECT_ROOT,
      env: cleanEnvironment({}),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect(code, stderr).toBe(0);

  const events = stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as EngineEvent);
  const known = new Map(
    toyChat.entries.flatMap((entry) =>
      [entry.question, ...entry.variants].map((text) => [text, entry.bullets]),
    ),
  );
  const asked = eventsOf(events, 'answer.started').map((event) => event.question);
  const answers = new Map(eventsOf(events, 'answer.completed').map((event) => [event.turnId, event]));
  const exactCount = eventsOf(events, 'answer.started').filter(
    ({ turnId, question }) =>
      JSON.stringify(answers.get(turnId)?.bullets) === JSON.stringify(known.get(question)),
  ).length;
  expect(asked.length).toBeGreaterThanOrEqual(8);
  // A question asked while another is answered supersedes it, so one of them may stay a part.
  expect(exactCount).toBeGreaterThanOrEqual(asked.length - 1);
  expect(eventsOf(events, 'capture.changed').some((event) => event.isDemo)).toBe(true);
  // What the user's own settings lack is no matter of the demo.
  const states = eventsOf(events, 'component.changed').map(({ state }) => state);
  expect(states.filter(({ status }) => status === 'failed')).toEqual([]);
  expect(stderr.trim().split('\n').at(-1)).toBe('The demo is over.');
});

test.each(['call.json', 'natural-call.json'])('%s begins with a question within five seconds', (name) => {
  const call = JSON.parse(readFileSync(path.join(PROJECT_ROOT, 'assets/demo', name), 'utf8')) as {
    readonly utterances: readonly { readonly kind: string; readonly startMs: number }[];
  };
  const question = call.utterances.find(({ kind }) => kind === 'question');
  expect(question?.startMs).toBeLessThanOrEqual(5_000);
});

test.skipIf(process.platform !== 'linux')(
  'a demo whose terminal closes ends, and so does all that it started',
  async () => {
    const child = spawn(
      process.execPath,
      [path.join(PROJECT_ROOT, 'scripts', 'demo.ts'), '--toy', '--json'],
      { cwd: PROJECT_ROOT, env: cleanEnvironment({}), stdio: ['ignore', 'pipe', 'ignore'] },
    );
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    await expect.poll(() => stdout, { timeout: 200_000 }).toContain('"transcript.extended"');
    const children = childrenOf(child.pid ?? 0);
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGHUP');
    expect(await ended).not.toBeNull();
    expect(children.length).toBeGreaterThan(0);
    await expect.poll(() => children.filter(isRunning)).toEqual([]);
  },
);
