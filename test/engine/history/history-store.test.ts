import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock, type Clock } from '../../../engine/base/clock.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import { openHistory, type History } from '../../../engine/history/history-store.ts';
import { mountSmallDisk } from '../../fakes/small-disk.ts';
import { answerOf, transcriptOf } from './samples.ts';

const START_MS = Date.UTC(2026, 10, 21, 9, 30);

let folder: string;
let file: string;
let nowMs: number;
let sleepers: (() => void)[];
const clock: Clock = {
  ...systemClock,
  wallMs: () => (nowMs += 1_000),
  sleep: () => new Promise((resolve) => sleepers.push(resolve)),
};
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-history-'));
  file = path.join(folder, 'history.db');
  nowMs = START_MS;
  sleepers = [];
});
afterEach(() => rm(folder, { recursive: true }));

const open = (target = file, more: { isReadOnly?: boolean } = {}): History =>
  openHistory({ path: target, clock, log: silentLogger, ...more });
const passSecond = async (): Promise<void> => {
  for (const wake of sleepers.splice(0)) wake();
  await Promise.resolve();
};

test('late text goes to the call in which it was said, at its place', () => {
  using history = open();
  const first = history.startCall();
  history.appendTranscript(transcriptOf('t1', 'One', { startMs: 1_000 }), first);
  history.appendTranscript(transcriptOf('t3', 'Three', { startMs: 3_000 }), first);
  history.startCall();
  history.appendTranscript(transcriptOf('t4', 'Hello again'));
  history.appendTranscript(transcriptOf('t2', 'Two', { startMs: 2_000 }), first);
  expect(history.read(1).transcripts.map(({ text }) => text)).toEqual(['One', 'Two', 'Three']);
  expect(history.read(2).transcripts.map(({ text }) => text)).toEqual(['Hello again']);
});

test('calls, what was said and what was answered are there after a restart', () => {
  {
    using history = open();
    history.startCall();
    history.appendTranscript(transcriptOf('t1', 'What is TCP?'));
    history.appendAnswer(answerOf('t1', ['A transport protocol', 'Ordered, reliable']), true);
    history.startCall();
    history.appendTranscript(transcriptOf('t1', 'Hello', { channel: 'me' }));
  }
  using history = open();
  expect(
    history.list().map(({ callId, transcriptCount, answerCount }) => [callId, transcriptCount, answerCount]),
  ).toEqual([
    [2, 1, 0],
    [1, 1, 1],
  ]);
  expect(history.read(1)).toEqual({
    callId: 1,
    startedAtMs: START_MS + 1_000,
    transcriptCount: 1,
    answerCount: 1,
    transcripts: [
      {
        turnId: 't1',
        channel: 'them',
        text: 'What is TCP?',
        startMs: 1_000,
        endMs: 2_500,
        atMs: START_MS + 2_000,
      },
    ],
    answers: [
      {
        turnId: 't1',
        question: 'What is TCP?',
        bullets: ['A transport protocol', 'Ordered, reliable'],
        path: 'live',
        status: 'complete',
        model: 'tiny',
        atMs: START_MS + 3_000,
      },
    ],
  });
  expect(history.state).toEqual({ status: 'ready', message: '', remedy: '' });
});

test('a call without words leaves no trace, and an unknown one is a typed failure', () => {
  using history = open();
  history.startCall();
  history.startCall();
  expect(history.list()).toEqual([]);
  expect(() => history.read(7)).toThrow(
    expect.objectContaining({ code: 'bad-argument', message: 'There is no call 7.' }),
  );
});

test('an answer that streams is written once a second, marked as interrupted until it is final', async () => {
  using history = open();
  using reader = open(file, { isReadOnly: true });
  history.appendAnswer(answerOf('t1', ['A']), false);
  expect(reader.list()).toEqual([]);
  history.appendAnswer(answerOf('t1', ['A transport']), false);
  expect(sleepers).toHaveLength(1);
  await passSecond();
  expect(reader.read(1).answers).toMatchObject([{ bullets: ['A transport'], status: 'interrupted' }]);
  history.appendAnswer(answerOf('t1', ['A transport protocol']), false);
  history.appendAnswer(answerOf('t1', ['A transport protocol', 'Ordered']), true);
  await passSecond();
  expect(reader.read(1).answers).toMatchObject([
    { bullets: ['A transport protocol', 'Ordered'], status: 'complete' },
  ]);
});

test('a partial answer is written when the history closes', () => {
  const history = open();
  history.appendAnswer(answerOf('t1', ['A']), false);
  history.close();
  using reader = open(file, { isReadOnly: true });
  expect(reader.read(1).answers).toMatchObject([{ bullets: ['A'], status: 'interrupted' }]);
});

test('search finds words and beginnings in what was said and answered, newest first, accents aside', () => {
  using history = open();
  history.appendTranscript(transcriptOf('t1', 'Tell me about the Café project'));
  history.appendAnswer(answerOf('t2', ['Handshake first'], { question: 'What is TCP?' }), true);
  history.appendTranscript(transcriptOf('t3', 'The project is late'));
  const found = (text: string): string[] => history.search(text).map((hit) => `${hit.kind} ${hit.turnId}`);
  expect(found('project')).toEqual(['transcript t3', 'transcript t1']);
  expect(found('cafe proj')).toEqual(['transcript t1']);
  expect(found('handsh')).toEqual(['answer t2']);
  expect(found('late handshake')).toEqual([]);
  expect(history.search('tcp')).toMatchObject([{ callId: 1, text: 'What is TCP?\nHandshake first' }]);
});

test('an answer that is stored again is found by its new words only', () => {
  using history = open();
  history.appendAnswer(answerOf('t1', ['aardvark']), true);
  history.appendAnswer(answerOf('t1', ['zebra']), true);
  expect(history.search('aardvark')).toEqual([]);
  expect(history.search('zebra')).toHaveLength(1);
});

test('nothing a user types is taken for query syntax', () => {
  using history = open(':memory:');
  history.appendTranscript(transcriptOf('t1', 'quotes and stars'));
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.constantFrom('"', 'a OR', 'NEAR(', 'text:*', '-a', 'a\0b', '\uD800', '\u202E'),
      ),
      (text) => {
        expect(Array.isArray(history.search(text))).toBe(true);
      },
    ),
  );
});

test('a deleted call is gone from the lists, the search and the bytes on the disk', async () => {
  {
    using history = open();
    history.appendTranscript(transcriptOf('t1', 'canary-in-transcript'));
    history.appendAnswer(answerOf('t1', ['canary-in-answer']), true);
    history.startCall();
    history.appendTranscript(transcriptOf('t2', 'stays'));
    history.deleteCall(1);
    expect(history.list().map((call) => call.callId)).toEqual([2]);
    expect(history.search('canary')).toEqual([]);
  }
  const bytes = await Promise.all(
    (await readdir(folder)).map((name) => readFile(path.join(folder, name), 'latin1')),
  );
  expect(bytes.join('')).toContain('stays');
  expect(bytes.join('').toLowerCase()).not.toContain('canary');
});

test('what is said after the running call was deleted begins a new one, without what was said before', async () => {
  using history = open();
  const call = history.startCall();
  history.appendTranscript(transcriptOf('t1', 'one'), call);
  history.appendTranscript(transcriptOf('t2', 'two'), undefined, false);
  history.appendAnswer(answerOf('t1', ['canary']), false);
  expect(history.deleteCall(1)).toBe(true);
  await passSecond();
  expect(history.list()).toEqual([]);
  history.appendTranscript(transcriptOf('t3', 'three'), call);
  history.appendTranscript(transcriptOf('t4', 'four'), call);
  expect(history.list().map(({ callId, transcriptCount }) => [callId, transcriptCount])).toEqual([[2, 2]]);
  expect([history.search('canary'), history.search('two')]).toEqual([[], []]);
});

test('an older call that is deleted leaves the running one as it is', async () => {
  using history = open();
  history.appendTranscript(transcriptOf('t1', 'one'));
  const call = history.startCall();
  history.appendTranscript(transcriptOf('t2', 'two'), call);
  history.appendAnswer(answerOf('t2', ['kept']), false);
  expect(history.deleteCall(1)).toBe(false);
  await passSecond();
  history.appendTranscript(transcriptOf('t3', 'three'), call);
  expect(history.list().map(({ callId, transcriptCount }) => [callId, transcriptCount])).toEqual([[2, 2]]);
  expect(history.search('kept')).toHaveLength(1);
});

test('a history of the session leaves nothing on the disk', async () => {
  using history = open(':memory:');
  history.appendTranscript(transcriptOf('t1', 'secret'));
  expect(history.state.status).toBe('session');
  expect(history.search('secret')).toHaveLength(1);
  expect(await readdir(folder)).toEqual([]);
});

test('the file is readable by its owner only', async () => {
  using history = open();
  history.appendTranscript(transcriptOf('t1', 'x'));
  const modes = await Promise.all(
    (await readdir(folder)).map(async (name) => (await stat(path.join(folder, name))).mode & 0o777),
  );
  expect(new Set(modes)).toEqual(new Set([0o600]));
});

const fill = (): void => {
  using history = open();
  for (let index = 0; index < 200; index += 1) {
    history.appendTranscript(transcriptOf(`t${index}`, `word `.repeat(50)));
  }
};

const DAMAGES: readonly (readonly [string, (target: string) => Promise<void>])[] = [
  [
    'random bytes',
    (target) =>
      writeFile(
        target,
        Uint8Array.from({ length: 9_000 }, (_, index) => (index * 7) % 251),
      ),
  ],
  ['cut in the middle', async (target) => truncate(target, Math.floor((await stat(target)).size / 2))],
  [
    'overwritten in the middle',
    async (target) => {
      const bytes = await readFile(target);
      bytes.fill(0xff, 8_192, 40_960);
      await writeFile(target, bytes);
    },
  ],
];

test.each(DAMAGES)(
  'a history of %s is moved aside, never deleted, and a new one begins',
  async (_, damage) => {
    fill();
    await damage(file);
    const damaged = await readFile(file);
    using history = open();
    history.appendTranscript(transcriptOf('t1', 'goes on'));
    expect(history.list()).toHaveLength(1);
    const aside = (await readdir(folder)).find((name) => name.includes('.bad-')) ?? '';
    expect(await readFile(path.join(folder, aside))).toEqual(damaged);
    expect(history.state).toEqual({
      status: 'ready',
      message: 'The history was damaged, so a new one was started.',
      remedy: `The old file is kept as ${path.join(folder, aside)}.`,
    });
  },
);

test('a file of zero bytes becomes a history', async () => {
  await writeFile(file, '');
  using history = open();
  history.appendTranscript(transcriptOf('t1', 'x'));
  expect([history.state.status, history.list().length]).toEqual(['ready', 1]);
});

test('the history of a newer version is read and left as it is', async () => {
  fill();
  const database = new DatabaseSync(file);
  database.exec('PRAGMA user_version = 99');
  database.close();
  const before = await readFile(file);
  {
    using history = open();
    expect(history.state).toMatchObject({ status: 'read-only', remedy: 'Update Sotto.' });
    history.appendTranscript(transcriptOf('t1', 'not kept'));
    expect(history.list()[0]?.transcriptCount).toBe(200);
  }
  expect(await readFile(file)).toEqual(before);
});

test('while another process holds the file, words wait in order and are written when it lets go', () => {
  using history = open();
  const reported: string[] = [];
  history.onStateChange((state) => reported.push(state.status));
  const other = new DatabaseSync(file);
  other.exec('BEGIN EXCLUSIVE');
  history.appendTranscript(transcriptOf('t1', 'one'));
  expect(history.state.status).toBe('unavailable');
  other.exec('ROLLBACK');
  other.close();
  history.appendTranscript(transcriptOf('t2', 'two'));
  expect(history.read(1).transcripts.map((transcript) => transcript.text)).toEqual(['one', 'two']);
  expect(reported).toEqual(['unavailable', 'ready']);
});

test('while nothing can be written only the newest thousand wait, so that memory is bounded', async () => {
  const blocked = path.join(folder, 'blocked');
  await writeFile(blocked, '');
  using history = open(path.join(blocked, 'history.db'));
  for (let index = 0; index < 1_100; index += 1) history.appendTranscript(transcriptOf(`t${index}`, 'x'));
  await rm(blocked);
  await mkdir(blocked);
  history.retry();
  const kept = history.read(1).transcripts.map(({ turnId }) => turnId);
  expect([kept.length, kept[0], kept.at(-1)]).toEqual([1_000, 't100', 't1099']);
});

test('a full disk stops nothing, and what was said meanwhile is written once there is space', async (context) => {
  using disk = mountSmallDisk(8 * 1_024 * 1_024);
  if (!disk) return context.skip('no right to mount a small disk here');
  const ballast = path.join(disk.folder, 'ballast');
  using history = open(path.join(disk.folder, 'history.db'));
  history.appendTranscript(transcriptOf('t0', 'before'));
  await writeFile(ballast, Buffer.alloc(8 * 1_024 * 1_024)).catch(() => undefined);
  for (let index = 1; index <= 50; index += 1) {
    history.appendTranscript(transcriptOf(`t${index}`, 'x'.repeat(1_000)));
  }
  expect(history.state).toEqual({
    status: 'unavailable',
    message: 'The history cannot be written; this call is kept in memory.',
    remedy: 'Free some disk space.',
  });
  await rm(ballast);
  history.retry();
  expect(history.state.status).toBe('ready');
  expect(history.read(1).transcripts.map((transcript) => transcript.turnId)).toEqual(
    Array.from({ length: 51 }, (_, index) => `t${index}`),
  );
});

test('a place where nothing can be written shows as unavailable, and a retry helps once it can', async () => {
  const blocked = path.join(folder, 'blocked');
  await writeFile(blocked, '');
  using history = open(path.join(blocked, 'history.db'));
  history.appendTranscript(transcriptOf('t1', 'x'));
  expect(history.state.status).toBe('unavailable');
  expect(() => history.list()).toThrow(expect.objectContaining({ code: 'history-unavailable' }));
  await rm(blocked);
  await mkdir(blocked);
  history.retry();
  expect([history.state.status, history.list().length]).toEqual(['ready', 1]);
});

test('reading only makes no file', () => {
  using history = open(file, { isReadOnly: true });
  expect(history.state.status).toBe('unavailable');
  expect(existsSync(file)).toBe(false);
});
