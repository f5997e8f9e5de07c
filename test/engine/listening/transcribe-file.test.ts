import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EngineError } from '../../../engine/base/engine-error.ts';
import type { Publish } from '../../../engine/base/publish-failure.ts';
import type { CaptureSource } from '../../../engine/capture/capture-source.ts';
import { transcribeFile, type FileTranscription } from '../../../engine/listening/transcribe-file.ts';
import type { EngineEvent } from '../../../engine/protocol/events.ts';
import { encodeWav } from '../../../engine/transcription/recognizers/base/wav-file.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-transcribe-'));
  file = path.join(folder, 'call.wav');
  await writeFile(file, encodeWav(new Int16Array(32_000)));
});
afterEach(() => rm(folder, { recursive: true }));

const busy = new EngineError('busy', 'Sotto is at work on a recording.', 'Wait until it is done.');

function setUp(more: Partial<FileTranscription> = {}, speechReady = () => Promise.resolve()) {
  const clock = new ManualClock();
  const published: EngineEvent[] = [];
  const steps: string[] = [];
  const done = Promise.withResolvers<void>();
  let source: CaptureSource | undefined;
  const transcription: FileTranscription = {
    requireFree: () => undefined,
    end: () => Promise.resolve(void steps.push('end')),
    begin: ([first], options) => {
      steps.push('begin');
      expect(options).toEqual({ isDemo: true, isPaced: true, isAnswering: false });
      source = first;
      return { controls: new Map(), done: done.promise, stop: () => Promise.resolve() };
    },
    ...more,
  };
  const publish: Publish = (event) => void published.push({ ...event, seq: 0, atMs: 0 });
  const progressed = () => published.flatMap((event) => (event.type === 'file.progressed' ? [event] : []));
  return {
    started: () => transcribeFile(file, transcription, { clock, publish, speechReady }),
    frames: () => source?.frames(new AbortController().signal)[Symbol.asyncIterator](),
    isDeleted: () => expect.poll(() => readdir(folder)).toEqual([]),
    clock,
    done,
    steps,
    failures: () => published.filter(({ type }) => type === 'failed'),
    progressed,
    statuses: () => progressed().map(({ status }) => status),
  };
}

test('a recording is refused while Sotto is busy: nothing is ended or started, and the copy is deleted', async () => {
  const { started, steps, statuses } = setUp({
    requireFree: () => {
      throw busy;
    },
  });
  await expect(started()).rejects.toBe(busy);
  expect([steps, statuses(), await readdir(folder)]).toEqual([[], [], []]);
});

test('without a recognizer, or with a file that holds no sound, what is heard now continues and the copy is deleted', async () => {
  const broken = setUp({}, () => Promise.reject(new Error('no recognizer')));
  await expect(broken.started()).rejects.toThrow('no recognizer');
  expect([broken.steps, await readdir(folder)]).toEqual([[], []]);
  await writeFile(file, 'no sound at all');
  const unreadable = setUp();
  await expect(unreadable.started()).rejects.toBeInstanceOf(EngineError);
  expect([unreadable.steps, unreadable.statuses(), await readdir(folder)]).toEqual([[], [], []]);
});

test('a recording that cannot be started is deleted', async () => {
  const { started, statuses } = setUp({
    begin: () => {
      throw new Error('no session');
    },
  });
  await expect(started()).rejects.toThrow('no session');
  expect([statuses(), await readdir(folder)]).toEqual([[], []]);
});

test('a recording heard to its end is reported each second and then as completed, and only then deleted', async () => {
  const { started, frames, isDeleted, clock, done, steps, statuses, progressed } = setUp();
  await started();
  expect([steps, statuses()]).toEqual([['end', 'begin'], ['running']]);
  await clock.advance(999);
  expect(statuses()).toEqual(['running']);
  await clock.advance(1);
  expect(statuses()).toEqual(['running', 'running']);
  const heard = frames();
  while (!(await heard?.next())?.done);
  expect(await readdir(folder)).toEqual(['call.wav']);
  done.resolve();
  await isDeleted();
  expect(statuses()).toEqual(['running', 'running', 'completed']);
  expect(progressed().at(-1)).toMatchObject({
    name: 'call.wav',
    heardMs: 2_000,
    durationMs: 2_000,
    leftMs: 0,
  });
  await clock.advance(5_000);
  expect(statuses()).toHaveLength(3);
});

test('a recording that is left before its end is reported as stopped and deleted', async () => {
  const { started, frames, isDeleted, done, statuses } = setUp();
  await started();
  const heard = frames();
  await heard?.next();
  await heard?.return?.(undefined);
  done.resolve();
  await isDeleted();
  expect(statuses()).toEqual(['running', 'stopped']);
});

test('a recording whose session fails is reported as failed and deleted; its starter says why', async () => {
  const { started, isDeleted, done, statuses, failures } = setUp();
  await started();
  done.reject(new Error('the recognizer died'));
  await isDeleted();
  expect([statuses(), failures()]).toEqual([['running', 'failed'], []]);
});
