import { expect, test } from 'vitest';
import { encodeAudioFrame } from '../../../engine/protocol/audio-frame.ts';
import type { Command } from '../../../engine/protocol/commands.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import type { ProtocolClient } from '../../fakes/protocol-client.ts';
import { frame, openRawSocket } from './raw-frames.ts';
import { startTestServer } from './start-test-server.ts';

/** A clock whose timers never end. */
const standingClock = (nowMs: () => number = () => 0) => ({
  nowMs,
  wallMs: () => 0,
  sleep: () => new Promise<void>(() => undefined),
});

test('a client with too many requests under way is told to wait, and others continue', async () => {
  const held = Promise.withResolvers<void>();
  await using server = await startTestServer({
    execute: (command) => (command.type === 'cancel' ? held.promise : Promise.resolve()),
  });
  await using client = await server.connect('hud');
  await using other = await server.connect('hud');
  const replies = Array.from({ length: 33 }, () => client.command({ type: 'cancel' }));
  expect(await replies[32]).toMatchObject({ kind: 'refused', code: 'busy' });
  expect(await other.command({ type: 'list-models' })).toMatchObject({ kind: 'accepted' });
  held.resolve();
  expect((await Promise.all(replies.slice(0, 32))).every((reply) => reply.kind === 'accepted')).toBe(true);
});

test('a flood of commands is refused with a code while a person’s pace is not', async () => {
  let nowMs = 0;
  await using server = await startTestServer({
    clock: standingClock(() => nowMs),
  });
  await using client = await server.connect('hud');
  const codes: string[] = [];
  const ask = async (): Promise<void> => {
    const reply = await client.command({ type: 'cancel' });
    codes.push(reply.kind === 'refused' ? reply.code : 'accepted');
  };
  for (let index = 0; index < 300; index += 1) await ask();
  expect(codes.slice(0, 200).every((code) => code === 'accepted')).toBe(true);
  expect(codes.slice(200).every((code) => code === 'busy')).toBe(true);
  codes.length = 0;
  for (let index = 0; index < 100; index += 1) {
    nowMs += 100;
    await ask();
  }
  expect(new Set(codes)).toEqual(new Set(['accepted']));
});

test('a client that greeted in time is not cut off when the time for it is over', async () => {
  const clock = new ManualClock();
  await using server = await startTestServer({ clock });
  await using client = await server.connect('hud');
  await clock.advance(6_000);
  expect(await client.command({ type: 'cancel' })).toMatchObject({ kind: 'accepted' });
});

test('a socket that shows no sign of life is dropped, and one that answers stays', async () => {
  const sleepers: { durationMs: number; wake: () => void }[] = [];
  const clock = {
    nowMs: () => 0,
    wallMs: () => 0,
    sleep: (durationMs: number) => new Promise<void>((wake) => sleepers.push({ durationMs, wake })),
  };
  await using server = await startTestServer({ clock });
  await using healthy = await server.connect('hud');
  const { socket: dead, closeCode } = await openRawSocket(server.server.port, server.server.mintToken('hud'));
  dead.write(frame('{"kind":"hello","protocol":1}'));
  for (let round = 0; round < 3; round += 1) {
    const ponged = new Promise((resolve) => {
      healthy.socket.once('ping', resolve);
    });
    await expect.poll(() => sleepers.some(({ durationMs }) => durationMs === 30_000)).toBe(true);
    const index = sleepers.findIndex(({ durationMs }) => durationMs === 30_000);
    sleepers.splice(index, 1)[0]?.wake();
    await ponged;
    await healthy.command({ type: 'cancel' });
  }
  expect(await closeCode).toBe(0);
  expect(await healthy.command({ type: 'cancel' })).toMatchObject({ kind: 'accepted' });
});

test('the newest of two capturing pages takes a channel over, and the older one is notified', async () => {
  await using server = await startTestServer();
  await using older = await server.connect('capture');
  await using newer = await server.connect('capture');
  const report = (status: 'open' | 'closed' | 'denied'): Command => ({
    type: 'report-capture',
    channel: 'me',
    status,
    device: 'x',
  });
  const speak = (client: ProtocolClient, first: number, channel: 'me' | 'them' = 'me'): void =>
    client.socket.send(encodeAudioFrame({ channel, startSamples: 0, samples: Int16Array.of(first) }));
  const lost = (client: ProtocolClient): unknown[] =>
    client.messages.filter(({ kind }) => kind === 'capture-lost');

  await older.command(report('open'));
  speak(older, 1);
  await newer.command(report('open'));
  await older.until(({ kind }) => kind === 'capture-lost');
  speak(older, 2);
  speak(older, 3, 'them');
  speak(newer, 4);
  // What the older page says of a channel that it lost changes nothing.
  await older.command(report('closed'));
  await older.command(report('denied'));
  await newer.command(report('open'));
  expect(server.audio.map(({ channel, samples }) => [channel, samples[0]])).toEqual([
    ['me', 1],
    ['them', 3],
    ['me', 4],
  ]);
  expect(server.executed.map(({ command }) => 'status' in command && command.status)).toEqual([
    'open',
    'open',
    'open',
  ]);
  expect([lost(older), lost(newer)]).toEqual([[{ kind: 'capture-lost', channel: 'me' }], []]);

  await newer[Symbol.asyncDispose]();
  await expect.poll(() => server.goneChannels).toEqual(['me']);
  speak(older, 5);
  await older.command(report('open'));
  expect(server.audio.at(-1)?.samples[0]).toBe(5);
});

test('at the limit the longest silent socket of the same role makes way for a new one', async () => {
  let nowMs = 0;
  await using server = await startTestServer({
    socketLimitCount: 3,
    clock: standingClock(() => (nowMs += 1)),
  });
  await using other = await server.connect('capture');
  await using talking = await server.connect('hud');
  await using silent = await server.connect('hud');
  await other.command({ type: 'report-capture', channel: 'me', status: 'closed', device: '' });
  await talking.command({ type: 'cancel' });
  const closed = new Promise((resolve) => {
    silent.socket.once('close', resolve);
  });
  await using reloaded = await server.connect('hud');
  expect(await closed).toBe(4001);
  expect(reloaded.welcome.role).toBe('hud');
  for (const client of [talking, reloaded]) {
    expect(await client.command({ type: 'cancel' })).toMatchObject({ kind: 'accepted' });
  }
  await using shell = await server.connect('shell');
  expect(shell.welcome.role).toBe('shell');
});
