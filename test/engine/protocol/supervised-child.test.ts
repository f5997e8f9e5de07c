import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { superviseChild, type SupervisedChildOptions } from '../../../engine/protocol/supervised-child.ts';

interface PlayedRun {
  readonly index: number;
  readonly isKilled: boolean;
  kill(): void;
  endsWith(end: string): void;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function stage(changes: Partial<SupervisedChildOptions<PlayedRun, string>> = {}) {
  const runs: PlayedRun[] = [];
  const heard: string[] = [];
  const clock = { nowMs: 0 };
  const child = superviseChild<PlayedRun, string>({
    launch: (onEnd) => {
      let isKilled = false;
      const run: PlayedRun = {
        index: runs.length,
        get isKilled() {
          return isKilled;
        },
        // As a real process: its exit is heard of after it was killed, too.
        kill: () => {
          isKilled = true;
          onEnd('killed');
        },
        endsWith: onEnd,
      };
      runs.push(run);
      return run;
    },
    onLost: ({ run, end, crashCount, isGivenUp }) =>
      heard.push(`${run.index} ${end} ${crashCount}${isGivenUp ? ' given up' : ''}`),
    restart: 'at-once',
    nowMs: () => clock.nowMs,
    ...changes,
  });
  const crash = (end = 'SIGSEGV'): void => child.running?.endsWith(end);
  return { child, runs, heard, clock, crash };
}

test('nothing runs before the start, and a second start gives the same run', () => {
  const { child, runs } = stage();
  expect([child.running, runs.length]).toEqual([undefined, 0]);
  expect(child.start()).toBe(child.start());
  expect([runs.length, child.startCount]).toEqual([1, 1]);
});

test('a crash is followed by another run, the fourth in five minutes by none until time has passed', () => {
  const { child, runs, heard, clock, crash } = stage();
  child.start();
  for (let count = 0; count < 4; count += 1) crash();
  expect(heard).toEqual(['0 SIGSEGV 1', '1 SIGSEGV 2', '2 SIGSEGV 3', '3 SIGSEGV 4 given up']);
  expect([child.running, child.isSpent, child.startCount]).toEqual([undefined, true, 4]);
  clock.nowMs = 300_000;
  expect([child.isSpent, child.crashCount]).toEqual([false, 0]);
  child.start();
  crash();
  expect(runs).toHaveLength(6);
});

test('past crashes can be forgiven', () => {
  const { child, heard, crash } = stage();
  child.start();
  for (let count = 0; count < 4; count += 1) crash();
  child.forgive();
  child.start();
  crash();
  expect(heard.at(-1)).toBe('4 SIGSEGV 1');
});

test('a run that is ended on purpose is killed, no crash, and not followed by another', () => {
  const { child, runs, heard } = stage();
  child.start();
  child.end();
  child.end();
  expect([runs[0]?.isKilled, heard, child.running, child.crashCount]).toEqual([true, [], undefined, 0]);
  child.start();
  expect([runs.length, child.startCount]).toEqual([2, 2]);
});

test('a run that misbehaves is killed, counted and replaced; one from before is left alone', () => {
  const { child, runs, heard } = stage();
  const first = child.start();
  child.condemn(first, 'hangs');
  child.condemn(first, 'still hangs');
  expect([first.isKilled, heard, child.running?.index]).toEqual([true, ['0 hangs 1'], 1]);
  runs[0]?.endsWith('late');
  expect(heard).toHaveLength(1);
});

test('with a delay the next run waits, and an end meanwhile cancels it', () => {
  const { child, runs, crash } = stage({ restart: { afterMs: 500 } });
  child.start();
  crash();
  vi.advanceTimersByTime(499);
  expect(runs).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(runs).toHaveLength(2);
  crash();
  child.end();
  vi.advanceTimersByTime(5_000);
  expect(runs).toHaveLength(2);
});

test('on demand only a start is followed by a run', () => {
  const { child, runs, heard, crash } = stage({ restart: 'on-demand' });
  child.start();
  crash();
  expect([heard, runs.length]).toEqual([['0 SIGSEGV 1'], 1]);
  child.start();
  expect(runs).toHaveLength(2);
});

test('an end that is not a crash is reported and not followed by a run', () => {
  const { child, heard, crash } = stage({ isCrash: (end) => end !== 'port taken' });
  child.start();
  crash('port taken');
  expect([heard, child.running, child.isSpent]).toEqual([['0 port taken 0 given up'], undefined, false]);
});

test('a run that was let go runs on and is heard of no more', () => {
  const { child, runs, heard } = stage();
  const run = child.start();
  expect(child.release()).toBe(run);
  expect([run.isKilled, child.running]).toEqual([false, undefined]);
  run.endsWith('exit code 0');
  expect([heard, runs.length]).toEqual([[], 1]);
});

test('an owner that ends everything when it hears of a loss gets no other run', () => {
  const { child, runs, crash } = stage({ onLost: () => child.end() });
  child.start();
  crash();
  expect(runs).toHaveLength(1);
});
