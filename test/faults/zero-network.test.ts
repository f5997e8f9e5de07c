import path from 'node:path';
import { expect, test } from 'vitest';
import type { EngineEvent } from '../../engine/protocol/events.ts';
import { DEMO_SPEECH_MODEL, eventsOf, fixturePath, makeDataFolder } from '../e2e/run-cli.ts';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import { toyAnswers } from '../fakes/toy-chat.ts';
import { addressesIn, foreignAmong, missingTool, projectFile, traceNode } from './network-trace.ts';

const eventsIn = (stdout: string): readonly EngineEvent[] =>
  stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as EngineEvent);

test('60: without any network a whole call is heard and answered, and nothing tries to leave the machine', async (context) => {
  const missing = missingTool(true);
  if (missing !== undefined) context.skip(`needs ${missing}`);
  using data = makeDataFolder();
  const run = await traceNode([projectFile('scripts', 'demo.ts'), '--toy', '--fast', '--json'], {
    traceFile: path.join(data.path, 'trace'),
    environment: { SOTTO_DATA_DIR: data.path },
    inEmptyNetwork: true,
  });
  expect(run.code, run.stderr).toBe(0);
  const events = eventsIn(run.stdout);
  expect(eventsOf(events, 'transcript.completed').length).toBeGreaterThan(5);
  expect(
    eventsOf(events, 'answer.completed').filter(({ status }) => status === 'complete').length,
  ).toBeGreaterThan(5);
  expect(foreignAmong(run.addresses)).toEqual([]);
});

test('60: with a model server the engine speaks to that address and to no other', async (context) => {
  const missing = missingTool(false);
  if (missing !== undefined) context.skip(`needs ${missing}`);
  using data = makeDataFolder();
  await using ollama = await startFakeOllama({ models: [{ name: 'toy:1b' }], answers: toyAnswers });
  const call = ['listen', '--source', fixturePath('call-sales.wav'), '--fast', '--json'];
  const run = await traceNode([projectFile('scripts', 'sotto.ts'), ...call], {
    traceFile: path.join(data.path, 'trace'),
    environment: {
      SOTTO_DATA_DIR: data.path,
      SOTTO_PORT: '0',
      SOTTO_OLLAMA_URL: ollama.url,
      SOTTO_SPEECH_MODEL: DEMO_SPEECH_MODEL,
    },
  });
  expect(run.code, run.stderr).toBe(0);
  expect(eventsOf(eventsIn(run.stdout), 'answer.completed').length).toBeGreaterThan(0);
  expect(run.addresses).toEqual([`127.0.0.1 ${ollama.port}`]);
});

test('a program that looks a name up or calls out is found by the trace', async (context) => {
  const missing = missingTool(false);
  if (missing !== undefined) context.skip(`needs ${missing}`);
  using data = makeDataFolder();
  // An address of the documentation, which nobody has.
  const callOut =
    "require('node:net').connect(443, '192.0.2.1').on('error', () => {}); setTimeout(() => process.exit(), 50)";
  const run = await traceNode(['-e', callOut], { traceFile: path.join(data.path, 'trace'), environment: {} });
  expect(foreignAmong(run.addresses)).toEqual(['192.0.2.1 443']);
  const lookUp =
    'sendto(7, "x", 1, 0, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("127.0.0.53")}, 16) = 1\n' +
    'connect(7, {sa_family=AF_INET6, sin6_port=htons(443), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr), sin6_scope_id=0}, 28) = -1\n' +
    'connect(7, {sa_family=AF_INET6, sin6_port=htons(80), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=0}, 28) = 0\n' +
    'connect(7, {sa_family=AF_UNIX, sun_path="/run/x"}, 110) = 0\n';
  expect(foreignAmong(addressesIn(lookUp))).toEqual(['127.0.0.53 53', '2001:db8::1 443']);
});
