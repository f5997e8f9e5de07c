import { expect, test } from 'vitest';
import type {
  SpeechProcessReply,
  SpeechProcessRequest,
} from '../../../../../engine/transcription/recognizers/whisper/speech-process-messages.ts';
import { WatchedProcess } from '../../../../../engine/transcription/recognizers/whisper/watched-process.ts';
import { ManualClock } from '../../../../fakes/manual-clock.ts';

const PLAN = { modelPath: '/models/tiny.bin', useGpu: false, threadCount: 2, isWarmed: true };
const LOADED: SpeechProcessReply = { type: 'loaded', backend: 'CPU', loadMs: 5, warmPassMs: 300 };

/** A watched process of which a test plays the native side. */
function stage() {
  const clock = new ManualClock();
  const sent: SpeechProcessRequest[] = [];
  const heard: string[] = [];
  let reply: (message: SpeechProcessReply) => void = () => undefined;
  let exit: (detail: string) => void = () => undefined;
  let killCount = 0;
  const watched = WatchedProcess.start(
    PLAN,
    {
      spawn: () => ({
        processId: 7,
        send: (request) => sent.push(request),
        onReply: (listener) => (reply = listener),
        onExit: (listener) => (exit = listener),
        kill: () => (killCount += 1),
      }),
      entryPath: '/speech-process.js',
      memoryLimitBytes: 1_000,
      readCpuMs: () => Promise.resolve(0),
      clock,
    },
    {
      onLoaded: () => heard.push('loaded'),
      onReply: ({ type }) => heard.push(type),
      onEnd: (detail) => heard.push(`ended: ${detail}`),
    },
  );
  return {
    clock,
    sent,
    heard,
    watched,
    reply: (message: SpeechProcessReply) => reply(message),
    exit: (detail: string) => exit(detail),
    kills: () => killCount,
  };
}

test('the model is loaded at once, and how long that took leaves out its dummy pass', async () => {
  const { clock, sent, heard, watched, reply } = stage();
  expect([sent[0], watched.isLoading, watched.loaded]).toEqual([{ type: 'load', ...PLAN }, true, undefined]);
  await clock.advance(1_000);
  reply(LOADED);
  expect([heard, watched.isLoading, watched.loaded, watched.readyMs]).toEqual([
    ['loaded'],
    false,
    LOADED,
    700,
  ]);
});

test('a model that cannot be loaded ends its process, in its own words', () => {
  const { heard, reply, kills } = stage();
  reply({ type: 'load-failed', message: 'bad magic' });
  expect([heard, kills()]).toEqual([['ended: bad magic'], 1]);
});

test('a process that takes too much memory is ended', () => {
  const { heard, watched, reply, kills } = stage();
  reply({ type: 'pong', residentBytes: 1_000 });
  expect([heard, watched.residentBytes]).toEqual([[], 1_000]);
  reply({ type: 'pong', residentBytes: 1_001 });
  expect([heard, kills()]).toEqual([['ended: memory limit reached'], 1]);
});

test('a crash is reported once, and nothing that comes after it', () => {
  const { heard, exit, reply, kills } = stage();
  exit('SIGSEGV');
  exit('SIGSEGV');
  reply(LOADED);
  expect([heard, kills()]).toEqual([['ended: SIGSEGV'], 0]);
});

test('one that is killed is killed once and heard of no more', () => {
  const { heard, watched, exit, reply, kills } = stage();
  watched.kill();
  watched.kill();
  watched.end('too late');
  exit('SIGTERM');
  reply(LOADED);
  expect([heard, kills()]).toEqual([[], 1]);
});

test('a process that gives no sign of life is ended, and nothing is left waiting', async () => {
  const { clock, sent, heard, reply, kills } = stage();
  reply(LOADED);
  for (let second = 0; second < 120 && kills() === 0; second += 1) await clock.advance(1_000);
  expect(sent.some(({ type }) => type === 'ping')).toBe(true);
  expect([heard[0], heard.length, kills(), clock.sleeperCount]).toEqual(['loaded', 2, 1, 0]);
});
