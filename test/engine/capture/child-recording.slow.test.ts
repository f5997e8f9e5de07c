import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, test, vi } from 'vitest';
import {
  readRecording,
  type RecordingChild,
  type RecordingFailure,
} from '../../../engine/capture/child-recording.ts';
import { LiveBuffer } from '../../../engine/capture/live-buffer.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { isRunning } from '../../fakes/process-alive.ts';

afterEach(() => {
  vi.useRealTimers();
});

const run = (script: string, detached = false): RecordingChild =>
  spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'pipe'], detached });

/** Reads what `child` records; each failure is kept before it is thrown. */
function read(child: RecordingChild, signal = new AbortController().signal) {
  const failures: RecordingFailure[] = [];
  const explain = (failure: RecordingFailure): Error => {
    failures.push(failure);
    return new Error('explained');
  };
  const frames = readRecording(child, new LiveBuffer('test', new ManualClock()), 'me', explain, signal);
  return { failures, frames };
}

async function collect(frames: ReturnType<typeof readRecording>): Promise<readonly number[]> {
  const samples: number[] = [];
  for await (const frame of frames) samples.push(...frame.samples);
  return samples;
}

test('a recorder that ends by itself has failed, with its last words', async () => {
  const { frames, failures } = read(run('echo noise >&2; echo "  no such device " >&2; exit 3'));
  await expect(collect(frames)).rejects.toThrow('explained');
  expect(failures[0]).toEqual({ wasHeard: false, reason: 'no such device', cause: 'exit code 3' });
});

test('a recorder that says too much is quoted in part', async () => {
  const { frames, failures } = read(run('head -c 100000 /dev/zero | tr "\\0" x >&2'));
  await expect(collect(frames)).rejects.toThrow('explained');
  expect(failures[0]?.reason).toBe('x'.repeat(300));
});

test('sound that came before the failure is heard, and the failure knows of it', async () => {
  // 1 and 256 in little-endian bytes, and half a sample.
  const { frames, failures } = read(run(`printf '\\001\\000\\000\\001\\005'`));
  const heard: number[] = [];
  const reading = (async () => {
    for await (const frame of frames) heard.push(...frame.samples);
  })();
  await expect(reading).rejects.toThrow('explained');
  expect(heard).toEqual([1, 256]);
  expect(failures[0]).toMatchObject({ wasHeard: true, cause: 'exit code 0' });
});

test('a program that is not there has failed', async () => {
  const child = spawn('/nowhere/recorder', [], { stdio: ['ignore', 'pipe', 'pipe'] });
  const { frames, failures } = read(child);
  await expect(collect(frames)).rejects.toThrow('explained');
  expect(failures[0]).toMatchObject({ wasHeard: false, cause: { code: 'ENOENT' } });
});

test('a recorder that was heard and gets stuck has failed, and is stopped', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const child = run('head -c 640 /dev/zero; exec sleep 60');
  const { frames, failures } = read(child);
  const closed = once(child, 'close');
  await frames.next();
  vi.advanceTimersByTime(2_500);
  expect(failures).toEqual([]);
  vi.advanceTimersByTime(500);
  await expect(frames.next()).rejects.toThrow('explained');
  expect(failures[0]).toMatchObject({ wasHeard: true, cause: 'no more sound came from the recorder' });
  expect(await closed).toEqual([null, 'SIGTERM']);
});

test('a recorder that still opens its device is waited for', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const child = run('exec sleep 60');
  const { frames, failures } = read(child);
  const next = frames.next();
  vi.advanceTimersByTime(60_000);
  expect(failures).toEqual([]);
  child.kill();
  await expect(next).rejects.toThrow('explained');
});

test('leaving the loop stops the recorder, which is not a failure', async () => {
  const child = run('head -c 640 /dev/zero; exec sleep 60');
  const { frames, failures } = read(child);
  const closed = once(child, 'close');
  for await (const _frame of frames) break;
  expect(await closed).toEqual([null, 'SIGTERM']);
  expect(failures).toEqual([]);
});

test('an aborted recording fails with the reason and stops the recorder', async () => {
  const child = run('head -c 640 /dev/zero; exec sleep 60');
  const controller = new AbortController();
  const { frames, failures } = read(child, controller.signal);
  const closed = once(child, 'close');
  await frames.next();
  controller.abort(new Error('by the user'));
  await expect(frames.next()).rejects.toThrow('by the user');
  expect(await closed).toEqual([null, 'SIGTERM']);
  expect(failures).toEqual([]);
});

test('a recorder that ignores the stop is killed half a second later', async () => {
  const child = run('trap "" TERM; head -c 640 /dev/zero; while :; do sleep 0.01; done');
  const { frames } = read(child);
  const closed = once(child, 'close');
  await frames.next();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  await frames.return();
  vi.advanceTimersByTime(499);
  expect(child.signalCode).toBeNull();
  expect(isRunning(child.pid ?? 0)).toBe(true);
  vi.advanceTimersByTime(1);
  expect(await closed).toEqual([null, 'SIGKILL']);
});

test.runIf(process.platform === 'linux')('what a recorder started itself is stopped with it', async () => {
  const child = run('sleep 60 & echo $! >&2; head -c 640 /dev/zero; wait', true);
  const [printed] = (await once(child.stderr, 'data')) as [Buffer];
  const { frames } = read(child);
  await frames.next();
  await frames.return();
  await expect.poll(() => isRunning(Number(printed.toString()))).toBe(false);
});
