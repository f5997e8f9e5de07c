import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DEFAULT_CACHE_LIMITS, openAnswerCache } from '../../../engine/answer/answer-cache.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import { expireCalls } from '../../../engine/call/expire-calls.ts';
import { openHistory } from '../../../engine/history/history-store.ts';
import type { Retention } from '../../../engine/protocol/settings.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { answerOf, transcriptOf } from '../history/samples.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SPACE = { modelId: 'a', templateHash: 't', contextHash: 'c', language: 'en' };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-expire-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A real history and a real cache, watched as the engine does. */
async function stage(retention: Retention) {
  const clock = new ManualClock();
  const file = path.join(folder, 'history.db');
  const history = openHistory({ path: file, clock, log: silentLogger });
  const cachePath = path.join(folder, 'answers.json');
  const cache = await openAnswerCache({
    path: cachePath,
    limits: DEFAULT_CACHE_LIMITS,
    clock,
    log: silentLogger,
  });
  const state = {
    retention,
    isInCall: false,
    wipedCount: 0,
    forgottenMs: Number.NaN,
    isWaiting: false,
    changed: (): void => undefined,
    forget: (wallMs: number): Promise<void> => {
      state.forgottenMs = wallMs;
      return Promise.resolve();
    },
  };
  const reported: unknown[] = [];
  const run = new AbortController();
  const ended = expireCalls(
    {
      history,
      cache,
      questionDetector: { forgetBefore: (wallMs) => state.forget(wallMs) },
      isInCall: () => state.isInCall,
      forgetNewest: () => {
        state.wipedCount += 1;
        history.wipe('call');
        return Promise.resolve();
      },
      retention: () => state.retention,
      onSettingsChange: (listener) => {
        state.changed = listener;
        return () => (state.changed = () => undefined);
      },
      cacheDays: () => 30,
      clock: {
        nowMs: () => clock.nowMs(),
        wallMs: () => clock.wallMs(),
        sleep: (durationMs, signal) => {
          state.isWaiting = true;
          return clock.sleep(durationMs, signal).finally(() => (state.isWaiting = false));
        },
      },
      log: {
        ...silentLogger,
        info: (message, fields) => reported.push([message, fields]),
        warn: (message) => reported.push(message),
      },
    },
    run.signal,
  ).catch((error: unknown) => error);
  return {
    clock,
    file,
    history,
    cache,
    cachePath,
    state,
    reported,
    calls: () => history.list().map(({ callId }) => callId),
    /** Time passes day by day, and what is due is done. */
    async pass(durationMs: number): Promise<void> {
      await expect.poll(() => state.isWaiting, { interval: 1 }).toBe(true);
      for (let leftMs = durationMs; leftMs > 0; leftMs -= DAY_MS) {
        await clock.advance(Math.min(leftMs, DAY_MS));
        await expect.poll(() => state.isWaiting, { interval: 1 }).toBe(true);
      }
    },
    async [Symbol.asyncDispose](): Promise<void> {
      run.abort('over');
      expect(await ended).toBe('over');
      history.close();
      await cache[Symbol.asyncDispose]();
    },
  };
}

async function bytesInFolder(): Promise<string> {
  const names = await readdir(folder);
  return (await Promise.all(names.map((name) => readFile(path.join(folder, name), 'latin1')))).join('\n');
}

test('31 days after its last word nothing of a call is on the disk, while younger ones stay', async () => {
  await using staged = await stage('30-days');
  const { clock, history, cache, reported, state } = staged;
  const begunMs = clock.wallMs();
  const old = history.startCall();
  history.appendTranscript(transcriptOf('t1', 'canary spoken'), old);
  history.appendAnswer(answerOf('t1', ['canary answered']), true);
  cache.put(SPACE, { text: 'What is a canary?' }, { bullets: ['canary cached'], model: 'a' });
  await cache.flush();
  await writeFile(`${staged.cachePath}.unreadable`, 'canary set aside');
  await utimes(`${staged.cachePath}.unreadable`, begunMs / 1_000, begunMs / 1_000);
  await writeFile(`${staged.file}.bad-${begunMs}`, 'canary damaged');
  await writeFile(`${staged.file}.bad-${begunMs + 20 * DAY_MS}`, 'damaged since then');

  await staged.pass(20 * DAY_MS);
  const young = history.startCall();
  history.appendTranscript(transcriptOf('t2', 'stays'), young);
  cache.put(SPACE, { text: 'What is a finch?' }, { bullets: ['finch'], model: 'a' });
  await staged.pass(9 * DAY_MS);
  expect(staged.calls()).toEqual([2, 1]);
  expect(reported).toEqual([]);

  await staged.pass(2 * DAY_MS);
  expect(staged.calls()).toEqual([2]);
  await expect.poll(bytesInFolder).not.toContain('canary');
  expect(await bytesInFolder()).toContain('damaged since then');
  expect(cache.lookup(SPACE, { text: 'What is a finch?' }, 365 * DAY_MS)?.bullets).toEqual(['finch']);
  expect(reported).toEqual([['calls past their time were deleted', { callCount: 1, retention: '30-days' }]]);
  expect(state.forgottenMs).toBeGreaterThan(begunMs);
  expect(state.forgottenMs).toBeLessThan(begunMs + 2 * DAY_MS);
});

test('the call that is being heard is never deleted, and the newest one goes from memory as well', async () => {
  await using staged = await stage('1-day');
  const { history, state } = staged;
  history.appendTranscript(transcriptOf('t1', 'first words of a long silence'), history.startCall());
  state.isInCall = true;
  await staged.pass(3 * DAY_MS);
  expect([staged.calls(), state.wipedCount]).toEqual([[1], 0]);
  state.isInCall = false;
  await staged.pass(HOUR_MS);
  expect([staged.calls(), state.wipedCount]).toEqual([[], 1]);
});

test('a call is as old as its last word, and nothing is deleted unless a time was chosen', async () => {
  await using staged = await stage('keep');
  const { history, state } = staged;
  const spoken = history.startCall();
  history.appendTranscript(transcriptOf('t1', 'early'), spoken);
  await staged.pass(400 * DAY_MS);
  history.appendTranscript(transcriptOf('t2', 'late'), spoken);
  history.startCall();
  history.appendAnswer(answerOf('t3', ['late']), true);
  await staged.pass(6 * DAY_MS);
  expect(staged.calls()).toEqual([2, 1]);
  state.retention = '7-days';
  await staged.pass(HOUR_MS);
  expect(staged.calls()).toEqual([2, 1]);
  await staged.pass(2 * DAY_MS);
  expect(staged.calls()).toEqual([]);
});

test('an answer that is too old to serve leaves the disk, also where calls are kept', async () => {
  await using staged = await stage('keep');
  staged.cache.put(SPACE, { text: 'What is a canary?' }, { bullets: ['canary'], model: 'a' });
  await staged.cache.flush();
  await staged.pass(59 * DAY_MS);
  expect(await bytesInFolder()).toContain('canary');
  await staged.pass(2 * DAY_MS);
  expect(await bytesInFolder()).not.toContain('canary');
});

test('what keeps calls from being deleted is logged, and it is tried again', async () => {
  await using staged = await stage('1-day');
  const { history } = staged;
  history.appendTranscript(transcriptOf('t1', 'words'), history.startCall());
  history.startCall();
  const remove = history.deleteCall.bind(history);
  history.deleteCall = () => {
    throw new Error('the disk is away');
  };
  await staged.pass(2 * DAY_MS);
  expect(staged.calls()).toEqual([1]);
  expect(staged.reported.at(-1)).toBe('calls past their time could not be deleted');
  history.deleteCall = remove;
  await staged.pass(HOUR_MS);
  expect(staged.calls()).toEqual([]);
});

test('what cannot be written or deleted keeps nothing else on the disk, and goes once it can', async () => {
  await using staged = await stage('1-day');
  const { cache, history, reported } = staged;
  history.appendTranscript(transcriptOf('t1', 'words'), history.startCall());
  history.startCall();
  cache.put(SPACE, { text: 'What is a canary?' }, { bullets: ['canary'], model: 'a' });
  await cache.flush();
  const forget = vi.spyOn(staged.state, 'forget').mockRejectedValue(new Error('no space is left'));
  // A folder in the place of the file stops every write, for any user and on any system.
  await rm(staged.cachePath);
  await mkdir(path.join(staged.cachePath, 'in the way'), { recursive: true });
  await staged.pass(2 * DAY_MS);
  expect(staged.calls()).toEqual([]);
  expect(cache.entryCount).toBe(0);
  expect(forget).toHaveBeenCalled();
  expect(reported.filter((line) => line === 'calls past their time could not be deleted')).not.toEqual([]);

  await rm(staged.cachePath, { recursive: true });
  await writeFile(staged.cachePath, 'canary of before');
  await staged.pass(HOUR_MS);
  expect(await bytesInFolder()).not.toContain('canary');
});

test('words that another program’s reading keeps in the log are overwritten once it lets go', async () => {
  await using staged = await stage('1-day');
  const { file, history } = staged;
  history.appendTranscript(transcriptOf('t1', 'canary'), history.startCall());
  history.startCall();
  const reader = new DatabaseSync(file, { readOnly: true });
  reader.exec('BEGIN; SELECT count(*) FROM calls;');
  await staged.pass(2 * DAY_MS);
  expect(staged.calls()).toEqual([]);
  expect(await bytesInFolder()).toContain('canary');
  reader.close();
  await staged.pass(HOUR_MS);
  expect(await bytesInFolder()).not.toContain('canary');
});

test('a shorter time holds a minute after it was chosen, so that it can be taken back', async () => {
  await using staged = await stage('keep');
  const { history, state } = staged;
  history.appendTranscript(transcriptOf('t1', 'words'), history.startCall());
  history.startCall();
  await staged.pass(2 * DAY_MS);
  const choose = async (retention: Retention): Promise<void> => {
    state.retention = retention;
    state.changed();
    await staged.pass(1);
  };
  await choose('1-day');
  await choose('7-days');
  await staged.pass(60_000);
  expect(staged.calls()).toEqual([1]);
  await choose('1-day');
  expect(staged.calls()).toEqual([1]);
  await staged.pass(60_000);
  expect(staged.calls()).toEqual([]);
});
