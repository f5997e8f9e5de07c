import { expect, test } from 'vitest';
import { createEchoEvidence } from '../../../engine/echo/echo-evidence.ts';

const BLOCK_MS = 16;
/** -20 dBFS. */
const LOUD = 0.01;
const QUIET = 1e-7;

/** Lets a microphone hear so long; `explained` is the share of its power that the loudspeaker explains. */
function stage() {
  const evidence = createEchoEvidence();
  let startMs = 0;
  const hear = (durationMs: number, explained: number, power = LOUD): void => {
    for (let at = 0; at < durationMs; at += BLOCK_MS) {
      evidence.observe({
        startMs,
        durationMs: BLOCK_MS,
        microphoneRatio: power,
        residualRatio: power * (1 - explained),
        echoRatio: power * explained,
      });
      startMs += BLOCK_MS;
    }
  };
  return { evidence, hear, nowMs: () => startMs };
}

test('an echo is seen once the loudspeaker explains enough of one second', () => {
  const { evidence, hear } = stage();
  hear(900, 0.9);
  expect([evidence.isEchoSeen, evidence.reductionDb]).toEqual([false, undefined]);
  hear(200, 0.9);
  expect(evidence.isEchoSeen).toBe(true);
  expect(evidence.reductionDb).toBeCloseTo(10, 1);
});

test('another voice, or a microphone that hears nothing, is not echo', () => {
  for (const [explained, power] of [
    [0.1, LOUD],
    [0.9, QUIET],
  ] as const) {
    const { evidence, hear } = stage();
    hear(5_000, explained, power);
    expect([evidence.isEchoSeen, evidence.isClear]).toEqual([false, false]);
    hear(1_100, explained, power);
    // Headphones.
    expect([evidence.isEchoSeen, evidence.isClear]).toEqual([false, true]);
  }
});

test('an echo is forgotten after a minute of playing without one', () => {
  const { evidence, hear } = stage();
  hear(2_000, 0.9);
  hear(58_000, 0);
  expect([evidence.isEchoSeen, evidence.isClear]).toEqual([true, false]);
  hear(3_000, 0);
  expect([evidence.isEchoSeen, evidence.isClear, evidence.reductionDb]).toEqual([false, true, undefined]);
});

test('of a stretch it is known how much was played and how much of its loud part was echo', () => {
  const { evidence, hear } = stage();
  hear(160, 0.9);
  hear(160, 0.2);
  hear(160, 0.9, QUIET);
  expect([evidence.echoRatio(0, 480), evidence.echoRatio(0, 160), evidence.echoRatio(160, 320)]).toEqual([
    0.5, 1, 0,
  ]);
  expect([
    evidence.playedRatio(0, 480),
    evidence.playedRatio(0, 960),
    evidence.playedRatio(480, 960),
  ]).toEqual([1, 0.5, 0]);
  // Nothing loud, and no time at all.
  expect([evidence.echoRatio(320, 480), evidence.playedRatio(100, 100)]).toEqual([0, 0]);
});

test('a minute is remembered', () => {
  const { evidence, hear, nowMs } = stage();
  hear(1_600, 0.9);
  hear(62_000, 0);
  expect([evidence.playedRatio(0, 1_600), nowMs() > 60_000]).toEqual([0, true]);
});
