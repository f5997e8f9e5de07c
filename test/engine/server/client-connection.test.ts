import * as fc from 'fast-check';
import { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { EngineError } from '../../../engine/base/engine-error.ts';
import { encodeAudioFrame } from '../../../engine/protocol/audio-frame.ts';
import { COMMANDS_BY_ROLE, roleSchema, type Command, type Role } from '../../../engine/protocol/commands.ts';
import type { EngineEvent, UnstampedEvent } from '../../../engine/protocol/events.ts';
import { connectClient, openSocket, type ProtocolClient } from '../../fakes/protocol-client.ts';
import { seededRandom } from '../../fakes/seeded-random.ts';
import { frame, openRawSocket } from './raw-frames.ts';
import { startTestServer, type TestServer } from './start-test-server.ts';

let running: TestServer;
beforeAll(async () => {
  running = await startTestServer();
});
afterAll(() => running.server.close());

const connect = (role: Role = 'hud', server: TestServer = running): Promise<ProtocolClient> =>
  server.connect(role);

const transcript = (text: string): UnstampedEvent => ({
  type: 'transcript.completed',
  turnId: 't',
  channel: 'me',
  text,
  startMs: 0,
  endMs: 1,
});

/** One well-formed command of every type. */
const EVERY_COMMAND: readonly Command[] = [
  { type: 'ask', text: 'What is TCP?' },
  { type: 'regenerate', turnId: 't1' },
  { type: 'ask-turn', turnId: 't1' },
  { type: 'cancel' },
  { type: 'push-to-talk', phase: 'press' },
  { type: 'pause', isPaused: true },
  { type: 'start-capture' },
  { type: 'stop-capture' },
  { type: 'play-demo' },
  { type: 'stop-demo' },
  { type: 'change-settings', patch: { answer: { bulletCount: 3 } } },
  { type: 'set-access-token', service: 'model', token: 'secret' },
  { type: 'give-consent' },
  { type: 'withdraw-consent' },
  { type: 'list-models' },
  { type: 'pull-model', name: 'tiny' },
  { type: 'download-model-file', kind: 'speech', name: 'tiny.en' },
  { type: 'import-model-file', kind: 'speech', path: '/x.bin' },
  { type: 'delete-model-file', kind: 'speech', name: 'tiny.en' },
  { type: 'cancel-download', name: 'tiny' },
  { type: 'retry', component: 'model' },
  { type: 'give-feedback', turnId: 't1', verdict: 'good' },
  { type: 'revert-question-detector' },
  { type: 'report-capture', channel: 'me', status: 'open', device: 'x' },
  { type: 'report-push-to-talk', isRegistered: true, detail: '' },
  { type: 'report-painted', turnId: 't1', sinceEventMs: 1 },
];

test('every role may send its own commands and no other', async () => {
  await using server = await startTestServer();
  for (const role of roleSchema.options) {
    await using client = await connect(role, server);
    for (const command of EVERY_COMMAND) {
      const reply = await client.command(command);
      const isAllowed = COMMANDS_BY_ROLE[role].has(command.type);
      expect([role, command.type, reply.kind, 'code' in reply ? reply.code : '']).toEqual(
        isAllowed ? [role, command.type, 'accepted', ''] : [role, command.type, 'refused', 'forbidden'],
      );
    }
  }
  const expected = roleSchema.options.flatMap((role) =>
    EVERY_COMMAND.filter((command) => COMMANDS_BY_ROLE[role].has(command.type)).map((command) => ({
      command,
      role,
    })),
  );
  expect(server.executed).toEqual(expected);
});

test('a command that fails is refused in the words of its error, with the id it came with', async () => {
  await using server = await startTestServer({
    execute: () => Promise.reject(new EngineError('model-missing', 'No model.', 'Pick a model.')),
  });
  await using client = await connect('hud', server);
  expect(await client.command({ type: 'cancel' })).toEqual({
    kind: 'refused',
    id: 1,
    code: 'model-missing',
    message: 'No model.',
    remedy: 'Pick a model.',
  });
});

test('only a capture client may send audio', async () => {
  await using server = await startTestServer();
  await using capture = await connect('capture', server);
  await using hud = await connect('hud', server);
  const audio = { channel: 'them', startSamples: 320, samples: Int16Array.of(1, -2, 3) } as const;
  hud.socket.send(encodeAudioFrame({ ...audio, startSamples: 1 }));
  await hud.until((message) => message.kind === 'refused');
  capture.socket.send(encodeAudioFrame(audio));
  await capture.command({ type: 'report-capture', channel: 'them', status: 'open', device: 'x' });
  expect(server.audio).toEqual([audio]);
});

test('the third message that cannot be understood ends the connection', async () => {
  const junk = [
    '',
    '{',
    'null',
    '1',
    '"hello"',
    '[]',
    '{}',
    '{"kind":"dance"}',
    '\u0000',
    '[['.repeat(1_000),
    '{"kind":"command","id":-1,"command":{"type":"cancel"}}',
    '{"kind":"command","command":{"type":"cancel"}}',
    '{"kind":"command","id":1,"command":{"type":"eval"}}',
    '{"kind":"command","id":1e999,"command":{"type":"cancel"}}',
    '{"__proto__":{"kind":"hello"}}',
    '{"kind":"hello","protocol":1}',
    '{"kind":"hello","protocol":2}',
    'true',
  ];
  for (let index = 0; index < junk.length; index += 3) {
    await using client = await connect();
    const closed = new Promise((resolve) => {
      client.socket.once('close', resolve);
    });
    for (const text of junk.slice(index, index + 3)) client.socket.send(text);
    expect(await closed).toBe(1008);
    const refusals = client.messages.filter((message) => message.kind === 'refused');
    expect(refusals.map(({ id, code }) => [id, code])).toEqual([1, 2, 3].map(() => [-1, 'bad-message']));
  }
  expect(running.executed).toEqual([]);
});

test('no JSON, however shaped, gets past the gate or breaks the server', async () => {
  await fc.assert(
    fc.asyncProperty(fc.json({ maxDepth: 6 }), async (text) => {
      await using client = await connect();
      client.socket.send(text);
      const refusal = await client.until((message) => message.kind === 'refused');
      expect(refusal).toMatchObject({ id: -1, code: 'bad-message' });
    }),
    { numRuns: 50 },
  );
});

test('a client that sends something before its greeting, or none, is not served', async () => {
  let nowMs = 0;
  const deadlines: (() => void)[] = [];
  await using server = await startTestServer({
    clock: {
      nowMs: () => (nowMs += 1),
      wallMs: () => 0,
      sleep: () => new Promise((resolve) => deadlines.push(resolve)),
    },
  });
  const socket = openSocket(server.server.port, server.server.mintToken('hud'));
  await new Promise((resolve) => {
    socket.once('open', resolve);
  });
  const reported = new Promise((resolve) => {
    socket.once('message', (data) => resolve(JSON.parse((data as Buffer).toString())));
  });
  socket.send(JSON.stringify({ kind: 'command', id: 1, command: { type: 'cancel' } }));
  expect(await reported).toMatchObject({ kind: 'refused', code: 'bad-message' });
  const closed = new Promise((resolve) => {
    socket.once('close', resolve);
  });
  for (const overdue of deadlines) overdue();
  expect(await closed).toBe(1008);
  expect(server.executed).toEqual([]);
});

test('frames against the rules of WebSocket close with the right code', async () => {
  const hello = frame('{"kind":"hello","protocol":1}');
  const cases: [string, Buffer[], number][] = [
    ['text over the limit', [frame('a'.repeat(64 * 1_024 + 1))], 1009],
    ['a declared gigabyte', [frame('', { declaredBytes: 1_024 ** 3 })], 1009],
    [
      'many fragments',
      [...Array(40)].map((_, index) => frame('a', { opcode: index ? 0 : 1, isFinal: false })),
      1008,
    ],
    [
      'fragments over the limit',
      [...Array(5)].map((_, index) => frame('a'.repeat(16_000), { opcode: index ? 0 : 1, isFinal: false })),
      1009,
    ],
    ['unmasked', [frame('{}', { isMasked: false })], 1002],
    ['unknown opcode', [frame('', { opcode: 3 })], 1002],
    ['reserved bit', [frame('{}', { reservedBits: 4 })], 1002],
    ['continuation of nothing', [frame('a', { opcode: 0 })], 1002],
    ['long control frame', [frame('a'.repeat(126), { opcode: 9 })], 1002],
    ['text that is not UTF-8', [frame(Uint8Array.of(0xc3, 0x28))], 1007],
  ];
  for (const [name, frames, code] of cases) {
    const { socket, closeCode } = await openRawSocket(running.server.port, running.server.mintToken('hud'));
    socket.write(Buffer.concat([hello, ...frames]));
    expect([name, await closeCode]).toEqual([name, code]);
  }
});

test('an event goes once to every client whose role needs it, and to no other', async () => {
  await using server = await startTestServer();
  const clients = await Promise.all(roleSchema.options.map((role) => connect(role, server)));
  const said = server.hub.publish(transcript('hello'));
  const token = server.hub.publish({
    type: 'access-token.changed',
    service: 'model',
    keptIn: 'memory',
    origins: ['http://127.0.0.1:1'],
    detail: '',
  });
  const talking = server.hub.publish({ type: 'push-to-talk.changed', isHeld: true });
  const received: Partial<Record<Role, readonly EngineEvent[]>> = {};
  for (const client of clients) {
    // Replies come after the events that were published before.
    await client.command({ type: 'report-push-to-talk', isRegistered: true, detail: '' });
    received[client.welcome.role] = client.events;
    await client[Symbol.asyncDispose]();
  }
  expect(received).toEqual({
    hud: [said, talking],
    settings: [token, talking],
    history: [],
    shell: [talking],
    capture: [],
    cli: [said, token, talking],
  });
  await using late = await connect('settings', server);
  await late.until((message) => message.kind === 'event' && message.event.seq === talking.seq);
  expect([late.welcome.seq, late.events]).toEqual([talking.seq, [token, talking]]);
});

test('events that follow from one another at once leave in one write, in order', async () => {
  await using server = await startTestServer();
  await using client = await connect('hud', server);
  const writes = vi.spyOn(Socket.prototype, '_writev');
  const published: EngineEvent[] = [];
  for (const words of ['one', 'two', 'three', 'four']) {
    published.push(server.hub.publish(transcript(words)));
    await Promise.resolve();
  }
  await client.until((message) => message.kind === 'event' && message.event.seq === published[3]?.seq);
  const writeCount = writes.mock.contexts.filter(
    (socket) => socket instanceof Socket && socket.localPort === server.server.port,
  ).length;
  writes.mockRestore();
  expect(client.events).toEqual(published);
  expect(writeCount).toBe(1);
});

test('a client that comes late is welcomed with the present state', async () => {
  await using server = await startTestServer();
  server.hub.publish(transcript('one'));
  server.hub.publish({ type: 'push-to-talk.changed', isHeld: true });
  await using client = await connect('hud', server);
  await client.until((message) => message.kind === 'event' && message.event.seq === 2);
  expect(client.welcome).toEqual({
    kind: 'welcome',
    protocol: 1,
    epoch: server.hub.epoch,
    role: 'hud',
    seq: 2,
    isResumed: false,
    appVersion: '0.0.0-test',
  });
  expect(client.events).toEqual(server.hub.snapshot());
});

test('a wrong epoch, a number from the future and one out of reach send the whole state again', async () => {
  await using server = await startTestServer({ capacityCount: 4 });
  for (let index = 0; index < 10; index += 1) server.hub.publish(transcript(`${index}`));
  const { port } = server.server;
  const token = server.server.mintToken('hud');
  const resumes = [
    { resume: { epoch: 'another', afterSeq: 9 }, isResumed: false },
    { resume: { epoch: server.hub.epoch, afterSeq: 11 }, isResumed: false },
    { resume: { epoch: server.hub.epoch, afterSeq: 5 }, isResumed: false },
    { resume: { epoch: server.hub.epoch, afterSeq: 6 }, isResumed: true },
  ];
  for (const { resume, isResumed } of resumes) {
    await using client = await connectClient({ port, token, resume });
    expect(client.welcome.isResumed).toBe(isResumed);
  }
});

test(
  'over 1,000 reconnects at random moments every event is seen exactly once, in order',
  { timeout: 300_000 },
  async () => {
    await using server = await startTestServer();
    const { port } = server.server;
    const token = server.server.mintToken('hud');
    const seen: EngineEvent[] = [];
    const published: EngineEvent[] = [];
    const random = seededRandom(1);
    let resume: { epoch: string; afterSeq: number } | undefined;
    for (let round = 0; round < 1_000; round += 1) {
      const client = await connectClient({ port, token, ...(resume && { resume }) });
      expect(client.welcome.isResumed).toBe(round > 0);
      const eventCount = Math.floor(random() * 8);
      for (let index = 0; index < eventCount; index += 1) {
        published.push(server.hub.publish(transcript(`${round}-${index}`)));
        if (random() < 0.3) await nextTurn();
      }
      for (let turns = Math.floor(random() * 4); turns > 0; turns -= 1) await nextTurn();
      await client[Symbol.asyncDispose]();
      seen.push(...client.events);
      resume = { epoch: server.hub.epoch, afterSeq: seen.at(-1)?.seq ?? 0 };
    }
    await using last = await connectClient({ port, token, ...(resume && { resume }) });
    await last.until((message) => message.kind === 'event' || server.hub.seq === resume?.afterSeq);
    await last.command({ type: 'cancel' });
    expect([...seen, ...last.events]).toEqual(published);
  },
);

test('a client that stops reading loses its place, others lose nothing, and it catches up by a snapshot', async () => {
  await using server = await startTestServer();
  await using healthy = await connect('hud', server);
  await using stalled = await connect('hud', server);
  stalled.socket.pause();
  const padding = 'x'.repeat(60_000);
  const publishedCount = 400;
  for (let index = 0; index < publishedCount; index += 1) {
    server.hub.publish(transcript(`${index} ${padding}`));
    // However busy the machine is, this one reads in time.
    await healthy.until((message) => message.kind === 'event' && message.event.seq === index + 1);
  }
  expect(healthy.events.length).toBe(publishedCount);
  stalled.socket.resume();
  await stalled.until((message) => message.kind === 'welcome' && message.seq === publishedCount);
  server.hub.publish(transcript('after'));
  await stalled.until((message) => message.kind === 'event' && message.event.seq === publishedCount + 1);
  expect(stalled.events.length).toBeLessThan(publishedCount / 2);
});

test('a client that never reads again is cut off, and the memory held for it stays bounded', async () => {
  const sleepers: (() => void)[] = [];
  await using server = await startTestServer({
    clock: { nowMs: () => 0, wallMs: () => 0, sleep: () => new Promise((resolve) => sleepers.push(resolve)) },
  });
  await using stalled = await connect('hud', server);
  stalled.socket.pause();
  const padding = 'x'.repeat(60_000);
  const deadlineCount = sleepers.length;
  let eventCount = 0;
  while (sleepers.length === deadlineCount && eventCount < 2_000) {
    server.hub.publish(transcript(padding));
    eventCount += 1;
    await nextTurn();
  }
  expect(sleepers.length).toBe(deadlineCount + 1);
  const closed = new Promise((resolve) => {
    stalled.socket.once('close', resolve);
  });
  sleepers.at(-1)?.();
  stalled.socket.resume();
  expect(await closed).toBe(1006);
});

test('closing the server says goodbye, frees the port and leaves no socket', async () => {
  const server = await startTestServer();
  const client = await connect('hud', server);
  const closed = new Promise((resolve) => {
    client.socket.once('close', resolve);
  });
  await server.server.close();
  expect(await closed).toBe(1001);
  await using again = await startTestServer({ port: server.server.port });
  expect(again.server.port).toBe(server.server.port);
});
