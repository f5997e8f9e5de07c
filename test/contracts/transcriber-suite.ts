import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EngineError } from '../../engine/base/engine-error.ts';
import type { SpeechSegment } from '../../engine/base/nouns.ts';
import { PassQueue } from '../../engine/transcription/pass-queue.ts';
import type {
  Transcriber,
  TranscribeOptions,
} from '../../engine/transcription/recognizers/base/transcriber.ts';
import { sampleNamed, segmentOf, spokenSegment } from '../fakes/spoken-samples.ts';

export interface TranscriberSuiteOptions {
  /**
   * What the recognizer must make of the spoken "What's your biggest weakness?" and "When can you start?":
   * left out, exactly these texts.
   */
  readonly hears?: { readonly weakness: RegExp; readonly start: RegExp };
  /** What is not installed here and how to install it: the suite is skipped and says so. */
  readonly missing?: string | undefined;
  /** Left out: as long as tests usually may take. */
  readonly openDeadlineMs?: number;
}

const FINAL: TranscribeOptions = { pass: 'final', language: 'en', vocabulary: '' };
const PARTIAL: TranscribeOptions = { ...FINAL, pass: 'partial' };
const EXACT = { weakness: /^What's your biggest weakness\?$/, start: /^When can you start\?$/ };
const RATE_HZ = 16_000;

/** What every recognizer must do, whatever runs behind it. `open` gives a new one that is ready. */
export function describeTranscriber(
  name: string,
  open: () => Promise<Transcriber>,
  { hears = EXACT, missing, openDeadlineMs }: TranscriberSuiteOptions = {},
): void {
  const title = `${name} as a transcriber`;
  describe.skipIf(missing)(missing ? `${title} (skipped: ${missing})` : title, () => {
    let transcriber: Transcriber;

    beforeAll(async () => {
      transcriber = await open();
    }, openDeadlineMs);
    afterAll(async () => {
      await transcriber[Symbol.asyncDispose]();
    });

    testHearing(() => transcriber, hears);
    testRefusals(() => transcriber, hears, open);
  });
}

type Heard = NonNullable<TranscriberSuiteOptions['hears']>;

function testHearing(transcriber: () => Transcriber, hears: Heard): void {
  test('says what runs it', () => {
    expect(transcriber().description).toMatch(/\S/);
  });

  test('turns speech into trimmed text and reports what that took', async () => {
    const { text, computeMs } = await transcriber().transcribe(weakness(), FINAL, never());
    expect(text).toMatch(hears.weakness);
    expect(text).toBe(text.trim());
    expect(computeMs).toBeGreaterThan(0);
  });

  test('serves a partial pass too', async () => {
    expect(await hear(transcriber(), start(), PARTIAL)).toMatch(hears.start);
  });

  test('gives two passes through the queue each their own text', async () => {
    const queue = new PassQueue();
    const texts = [weakness(), start()].map((speech) =>
      queue.run('them', () => hear(transcriber(), speech), never()),
    );
    const [first, second] = await Promise.all(texts);
    expect(first).toMatch(hears.weakness);
    expect(second).toMatch(hears.start);
  });

  test('leaves the audio as it was', async () => {
    const speech = start();
    const before = speech.samples.slice();
    await hear(transcriber(), speech);
    expect(speech.samples).toEqual(before);
  });

  test('finds no words in no samples, 10 ms, and ten minutes of zeros', async () => {
    expect(await hear(transcriber(), segmentOf(new Int16Array(0)))).toBe('');
    expect(await hear(transcriber(), segmentOf(new Int16Array(RATE_HZ / 100).fill(1_000)))).toBe('');
    expect(await hear(transcriber(), segmentOf(new Int16Array(RATE_HZ * 600)))).toBe('');
  });

  test('survives clipped audio', async () => {
    const speech = start();
    const clipped = speech.samples.map((sample) => (sample < 0 ? -32_768 : 32_767));
    expect(typeof (await hear(transcriber(), { ...speech, samples: clipped }))).toBe('string');
  });

  test('hears the same with another number of threads, where that is ours to choose', async () => {
    const { threads } = transcriber();
    if (!threads) return;
    const { count } = threads;
    await threads.use(count === 1 ? 2 : 1);
    expect(transcriber().threads?.count).toBe(count === 1 ? 2 : 1);
    expect(await hear(transcriber(), start())).toMatch(hears.start);
    await threads.use(count);
    expect(transcriber().threads?.count).toBe(count);
  });
}

function testRefusals(transcriber: () => Transcriber, hears: Heard, open: () => Promise<Transcriber>): void {
  test('rejects with the reason given when it was aborted before', async () => {
    const reason = new Error('not needed any more');
    await expect(transcriber().transcribe(start(), FINAL, AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  test('rejects with the reason given when aborted on the way, and continues with the next call', async () => {
    const stop = new AbortController();
    const reason = new Error('speech went on');
    const aborted = transcriber().transcribe(weakness(), FINAL, stop.signal);
    setTimeout(() => stop.abort(reason), 20);
    await expect(aborted).rejects.toBe(reason);
    expect(await hear(transcriber(), start())).toMatch(hears.start);
  });

  test('refuses work once it is closed', async () => {
    await using closed = await open();
    await closed[Symbol.asyncDispose]();
    const refusal = await closed.transcribe(start(), FINAL, never()).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(EngineError);
    expect(refusal).toMatchObject({ code: 'transcriber-down' });
  });
}

const weakness = (): SpeechSegment => spokenSegment(sampleNamed('whats-your-biggest-weakness'));
const start = (): SpeechSegment => spokenSegment(sampleNamed('when-can-you-start'));
const never = (): AbortSignal => new AbortController().signal;

async function hear(transcriber: Transcriber, speech: SpeechSegment, options = FINAL): Promise<string> {
  return (await transcriber.transcribe(speech, options, never())).text;
}
