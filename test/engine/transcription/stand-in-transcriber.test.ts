import { expect, test } from 'vitest';
import { EngineError } from '../../../engine/base/engine-error.ts';
import { createStandIn } from '../../../engine/transcription/stand-in-transcriber.ts';
import type { Transcriber } from '../../../engine/transcription/recognizers/base/transcriber.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { segmentOf } from '../../fakes/spoken-samples.ts';

const SPEECH = segmentOf(new Int16Array(16_000).fill(1_000));
const FINAL = { pass: 'final', language: 'en', vocabulary: '' } as const;
const DAMAGED = new EngineError('speech-model-invalid', 'It is damaged.', 'Download it again.');
const DOWN = new EngineError('transcriber-down', 'It crashed four times.', 'Try again.');

interface Scripted extends Transcriber {
  isClosed: boolean;
}

function saying(text: string | (() => string)): Scripted {
  return {
    description: 'scripted',
    isClosed: false,
    transcribe: async () => ({ text: typeof text === 'string' ? text : text(), computeMs: 1 }),
    async [Symbol.asyncDispose]() {
      this.isClosed = true;
    },
  };
}

function stage(open: () => Promise<Transcriber>) {
  const clock = new ManualClock();
  const failures: string[] = [];
  const standIn = createStandIn({
    open,
    main: saying('main'),
    clock,
    onFailure: ({ code }) => failures.push(code),
  });
  const hear = async (signal = new AbortController().signal): Promise<string> =>
    (await standIn.transcribe(SPEECH, FINAL, signal)).text;
  return { clock, failures, standIn, hear };
}

test('it is opened once, at the first pass, and closed with its owner', async () => {
  const opened: Scripted[] = [];
  const { standIn, hear } = stage(async () => {
    opened.push(saying('small'));
    return opened[0] ?? expect.unreachable();
  });
  expect(opened).toHaveLength(0);
  expect(await Promise.all([hear(), hear()])).toEqual(['small', 'small']);
  expect(opened).toHaveLength(1);
  await standIn[Symbol.asyncDispose]();
  expect(opened[0]?.isClosed).toBe(true);
});

test('a failed opening is reported, the main one does the work, and after half a minute it is tried again', async () => {
  let openCount = 0;
  const { clock, failures, hear } = stage(async () => {
    openCount += 1;
    if (openCount === 1) throw DAMAGED;
    return saying('small');
  });
  expect([await hear(), await hear()]).toEqual(['main', 'main']);
  expect([openCount, failures]).toEqual([1, ['speech-model-invalid']]);
  await clock.advance(30_000);
  expect(await hear()).toBe('small');
  expect(openCount).toBe(2);
});

test('one that has gone down is closed, and its pass is done by the main one', async () => {
  const small = saying(() => {
    throw DOWN;
  });
  const { failures, hear } = stage(async () => small);
  expect(await hear()).toBe('main');
  expect([small.isClosed, failures]).toEqual([true, ['transcriber-down']]);
});

test('a pass that fails or is aborted stays a failure of that pass', async () => {
  const failing = new EngineError('transcriber-failed', 'It failed.', 'Try again.');
  const { failures, hear } = stage(async () =>
    saying(() => {
      throw failing;
    }),
  );
  await expect(hear()).rejects.toBe(failing);
  await expect(hear(AbortSignal.abort('speech went on'))).rejects.toBe('speech went on');
  expect(failures).toEqual([]);
});

test('one that is being opened when its owner closes is closed when it is there', async () => {
  const loading = Promise.withResolvers<Transcriber>();
  const small = saying('small');
  const { standIn, hear } = stage(() => loading.promise);
  const pass = hear();
  await standIn[Symbol.asyncDispose]();
  loading.resolve(small);
  await pass;
  expect(small.isClosed).toBe(true);
});
