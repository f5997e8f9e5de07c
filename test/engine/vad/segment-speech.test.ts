import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SpeechEvent, SpeechSegment } from '../../../engine/base/nouns.ts';
import { createScriptedDetector } from '../../fakes/scripted-detector.ts';
import { hear, outline, perform, type Score, toFrames } from './hear.ts';

function segmentsOf(events: readonly SpeechEvent[]): SpeechSegment[] {
  return events.flatMap((event) => (event.type === 'turn-ended' ? [event.segment] : []));
}

test('reports a turn from its start over its pause to its end', async () => {
  const samples = perform([
    ['quiet', 1_000],
    ['loud', 800],
    ['quiet', 1_000],
  ]);
  const events = await hear(toFrames(samples));
  expect(outline(events)).toEqual([
    'speech-started turn-1',
    'speech-paused turn-1',
    'turn-ended turn-1 silence',
  ]);
  const [segment] = segmentsOf(events);
  expect(segment).toMatchObject({
    turnId: 'turn-1',
    channel: 'them',
    startMs: 650,
    speechStartMs: 1_000,
    speechEndMs: 1_800,
    voicedMs: 800,
  });
});

test('gives the samples that were heard, pre-roll and the quiet of the pause included', async () => {
  const samples = perform([
    ['quiet', 1_000],
    ['loud', 800],
    ['quiet', 1_000],
  ]);
  const [segment] = segmentsOf(await hear(toFrames(samples)));
  const endSamples = 650 * 16 + (segment?.samples.length ?? 0);
  expect(endSamples).toBe(1_890 * 16);
  expect(segment?.samples).toEqual(samples.slice(650 * 16, endSamples));
});

test('ends a turn with the very segment of its pause when nothing was said since', async () => {
  const events = await hear(
    toFrames(
      perform([
        ['quiet', 500],
        ['loud', 600],
        ['quiet', 900],
      ]),
    ),
  );
  const paused = events.find((event) => event.type === 'speech-paused');
  expect(segmentsOf(events)).toEqual([paused?.segment]);
  expect(segmentsOf(events)[0]).toBe(paused?.segment);
});

test('announces a pause long before the end', async () => {
  const askedAtMs: number[] = [];
  await hear(
    toFrames(
      perform([
        ['quiet', 500],
        ['loud', 600],
        ['quiet', 900],
      ]),
    ),
    {
      hangoverMs: (_turnId, pauseMs) => {
        askedAtMs.push(pauseMs);
        return 500;
      },
    },
  );
  expect(askedAtMs[0]).toBe(90);
  expect(askedAtMs.at(-1)).toBe(500);
});

test('joins speech across a pause that is shorter than the hangover and reports how long it was', async () => {
  const pauses: (readonly [string, number])[] = [];
  const events = await hear(
    toFrames(
      perform([
        ['quiet', 500],
        ['loud', 600],
        ['quiet', 300],
        ['loud', 600],
        ['quiet', 900],
      ]),
    ),
    { onPauseResumed: (turnId, pauseMs) => pauses.push([turnId, pauseMs]) },
  );
  expect(outline(events)).toEqual([
    'speech-started turn-1',
    'speech-paused turn-1',
    'speech-resumed turn-1',
    'speech-paused turn-1',
    'turn-ended turn-1 silence',
  ]);
  expect(pauses).toEqual([['turn-1', 300]]);
  expect(segmentsOf(events)[0]).toMatchObject({ speechStartMs: 500, speechEndMs: 2_000, voicedMs: 1_200 });
});

test('asks for the hangover again and again, so that words can shorten it', async () => {
  let asked = 0;
  const events = await hear(
    toFrames(
      perform([
        ['quiet', 500],
        ['loud', 600],
        ['quiet', 3_000],
      ]),
    ),
    {
      hangoverMs: () => ((asked += 1) < 20 ? 2_000 : 250),
    },
  );
  expect(outline(events).at(-1)).toBe('turn-ended turn-1 silence');
  expect(asked).toBe(20);
});

test('extends an open turn about five times a second and copies only what is asked for', async () => {
  const events = await hear(
    toFrames(
      perform([
        ['quiet', 500],
        ['loud', 2_000],
        ['quiet', 900],
      ]),
    ),
  );
  const extended = events.filter((event) => event.type === 'speech-extended');
  expect(extended.length).toBeGreaterThanOrEqual(8);
  const lengthsMs = extended.map((event) => event.segmentMs);
  expect(lengthsMs.slice(1).every((lengthMs, index) => lengthMs === (lengthsMs[index] ?? 0) + 200)).toBe(
    true,
  );
  const first = extended[0]?.read();
  expect(first?.samples.length).toBe((extended[0]?.segmentMs ?? 0) * 16);
  expect(first).toMatchObject({ turnId: 'turn-1', startMs: 150, speechStartMs: 500 });
});

test('gives up what has too little voice to be a word', async () => {
  const events = await hear(
    toFrames(
      perform([
        ['quiet', 500],
        ['loud', 90],
        ['quiet', 2_000],
      ]),
    ),
  );
  expect(outline(events)).toEqual(['speech-started turn-1', 'speech-discarded turn-1']);
});

test('hears nothing in silence', async () => {
  expect(await hear(toFrames(perform([['quiet', 10_000]])))).toEqual([]);
  expect(await hear(toFrames(new Int16Array(160_000)))).toEqual([]);
});

test.each([0, 1, 160, 800])('bears a source of %d samples', async (lengthSamples) => {
  expect(await hear(toFrames(new Int16Array(lengthSamples)))).toEqual([]);
});

test('ends an open turn when the source ends', async () => {
  const events = await hear(
    toFrames(
      perform([
        ['quiet', 500],
        ['loud', 700],
      ]),
    ),
  );
  expect(outline(events)).toEqual(['speech-started turn-1', 'turn-ended turn-1 source-ended']);
  expect(segmentsOf(events)[0]?.speechEndMs).toBe(1_200);
});

test('cuts a turn that is too long at its quietest point and continues in another', async () => {
  const samples = perform([
    ['quiet', 500],
    ['loud', 20_000],
    ['soft', 100],
    ['loud', 9_900],
    ['quiet', 900],
  ]);
  const events = await hear(toFrames(samples));
  expect(outline(events)).toEqual([
    'speech-started turn-1',
    'turn-ended turn-1 split',
    'speech-started turn-2',
    'speech-paused turn-2',
    'turn-ended turn-2 silence',
  ]);
  const [first, second] = segmentsOf(events);
  expect(first).toMatchObject({ speechStartMs: 500, speechEndMs: 20_550 });
  expect(second).toMatchObject({ startMs: 20_550, speechStartMs: 20_550, speechEndMs: 30_500 });
  expect((first?.samples.length ?? 0) + (second?.samples.length ?? 0)).toBe((30_500 + 90 - 150) * 16);
});

test('never gives a sample to two turns', async () => {
  const samples = perform([
    ['quiet', 500],
    ['loud', 400],
    ['quiet', 260],
    ['loud', 400],
    ['quiet', 900],
  ]);
  const [first, second] = segmentsOf(await hear(toFrames(samples), { hangoverMs: () => 200 }));
  expect(second?.startMs).toBeGreaterThanOrEqual((first?.startMs ?? 0) + (first?.samples.length ?? 0) / 16);
});

test('takes a few lost frames for silence', async () => {
  const samples = perform([
    ['quiet', 500],
    ['loud', 1_500],
    ['quiet', 900],
  ]);
  async function* holed(): ReturnType<typeof toFrames> {
    for await (const frame of toFrames(samples))
      if (frame.startSamples < 16_000 || frame.startSamples >= 16_000 + 6 * 320) yield frame;
  }
  const events = await hear(holed());
  expect(segmentsOf(events)).toMatchObject([{ speechStartMs: 500, speechEndMs: 2_000 }]);
  expect(segmentsOf(events)[0]?.samples.length).toBe((2_090 - 150) * 16);
});

test('ends a turn at a long gap and begins the next one after it', async () => {
  const detector = createScriptedDetector();
  async function* holed(): ReturnType<typeof toFrames> {
    yield* toFrames(
      perform([
        ['quiet', 500],
        ['loud', 1_000],
      ]),
    );
    yield* toFrames(
      perform([
        ['loud', 1_000],
        ['quiet', 900],
      ]),
      undefined,
      160_000,
    );
  }
  const events = await hear(holed(), { voiceDetector: detector });
  expect(outline(events)).toEqual([
    'speech-started turn-1',
    'turn-ended turn-1 silence',
    'speech-started turn-2',
    'speech-paused turn-2',
    'turn-ended turn-2 silence',
  ]);
  expect(segmentsOf(events)).toMatchObject([
    { speechStartMs: 500, speechEndMs: 1_500 },
    { speechStartMs: 10_000, speechEndMs: 11_000 },
  ]);
  expect(detector.resetCount).toBe(1);
});

test('continues where it is when a source starts counting again', async () => {
  async function* restarted(): ReturnType<typeof toFrames> {
    yield* toFrames(perform([['quiet', 2_000]]));
    yield* toFrames(
      perform([
        ['quiet', 500],
        ['loud', 800],
        ['quiet', 900],
      ]),
    );
  }
  expect(segmentsOf(await hear(restarted()))).toMatchObject([{ speechStartMs: 2_500, speechEndMs: 3_300 }]);
});

test('waits for a detector that answers later', async () => {
  const plain = createScriptedDetector();
  const later = { ...plain, detect: (window: Float32Array) => Promise.resolve(plain.detect(window)) };
  const samples = perform([
    ['quiet', 500],
    ['loud', 700],
    ['quiet', 900],
  ]);
  const events = await hear(toFrames(samples), { voiceDetector: later });
  expect(segmentsOf(events)).toEqual(segmentsOf(await hear(toFrames(samples))));
});

test('passes on what the detector and the source throw', async () => {
  const failure = new Error('the model is gone');
  const broken = {
    ...createScriptedDetector(),
    detect: (): number => {
      throw failure;
    },
  };
  const samples = perform([['quiet', 500]]);
  await expect(hear(toFrames(samples), { voiceDetector: broken })).rejects.toBe(failure);
  async function* failing(): ReturnType<typeof toFrames> {
    yield* toFrames(samples);
    throw failure;
  }
  await expect(hear(failing())).rejects.toBe(failure);
});

const soundArbitrary = fc.constantFrom('loud' as const, 'quiet' as const, 'soft' as const);
const scoreArbitrary: fc.Arbitrary<Score> = fc.array(
  fc.tuple(soundArbitrary, fc.integer({ min: 20, max: 1_500 })),
  {
    minLength: 1,
    maxLength: 8,
  },
);

test('hears the same turns however the sound is cut into frames', async () => {
  await fc.assert(
    fc.asyncProperty(
      scoreArbitrary,
      fc.array(fc.integer({ min: 1, max: 1_600 }), { minLength: 1, maxLength: 20 }),
      async (score, lengths) => {
        const samples = perform(score);
        let index = 0;
        const cut = await hear(toFrames(samples, () => lengths[(index += 1) % lengths.length] ?? 320));
        const whole = await hear(toFrames(samples));
        expect(outline(cut)).toEqual(outline(whole));
        expect(segmentsOf(cut)).toEqual(segmentsOf(whole));
      },
    ),
    { numRuns: 40 },
  );
});

test('never has two open turns, and ends each exactly once', async () => {
  await fc.assert(
    fc.asyncProperty(scoreArbitrary, fc.integer({ min: 100, max: 1_000 }), async (score, hangoverMs) => {
      let open: string | undefined;
      let isPaused = false;
      for (const event of await hear(toFrames(perform(score)), { hangoverMs: () => hangoverMs })) {
        if (event.type === 'speech-started') {
          expect(open).toBeUndefined();
          open = event.turnId;
          isPaused = false;
        }
        expect(event.turnId).toBe(open);
        if (event.type === 'speech-paused') isPaused = true;
        if (event.type === 'speech-resumed') {
          expect(isPaused).toBe(true);
          isPaused = false;
        }
        if (event.type === 'turn-ended' || event.type === 'speech-discarded') open = undefined;
      }
      expect(open).toBeUndefined();
    }),
    { numRuns: 60 },
  );
});
