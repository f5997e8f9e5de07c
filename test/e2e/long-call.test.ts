import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { UnstampedEvent } from '../../engine/protocol/events.ts';
import { hasChromium } from './browser.ts';
import { healthyParts } from './hud-scenes.ts';
import { usePages } from './use-pages.ts';

/** Two hours: an utterance every six seconds, each fifth one a question, the levels as often as a page paints them at that speed. */
const UTTERANCE_COUNT = 1_200;
const QUESTION_EVERY_COUNT = 5;
const MEASURES_PER_UTTERANCE_COUNT = 4;
/** Pages hear the engine's events one by one; so many at once are still a burst. */
const BURST_PAUSE_MS = 5;
const WORDS_AT_ONCE_COUNT = 4;
/** What a busy machine may need to take in the last burst. */
const SETTLING_MS = 90_000;
/** What the page may keep of a call: its last 300 turns are all there by then. */
const SETTLED_AFTER_COUNT = 400;
const MAX_GROWTH_RATIO = 1.15;
const MAX_NODE_COUNT = 12_000;
/** What counts as a long task, here in computing time: a busy machine changes that little. */
const MAX_TASK_MS = 50;

const BULLETS = [
  'Token bucket per API key, refilled at a steady rate',
  'Keep the counters in one place, so all nodes agree',
  'Answer 429 with the time after which to try again',
  'Watch how often callers are turned away',
];

describe.skipIf(!hasChromium)('a call of two hours, replayed in minutes', () => {
  const used = usePages({ width: 420, height: 560 });

  test('the page keeps no more of it at its end than early on, and what it shows is the newest', async () => {
    used.engine.publish(...healthyParts, {
      type: 'capture.changed',
      isCapturing: true,
      isPaused: false,
      isDemo: false,
      channels: ['me', 'them'],
    });
    await used.page.goto(used.engine.server.hudUrl());
    await used.page.locator('.hud').waitFor();
    await using devTools = await openDevTools(used.page);
    const tasksMs = [...(await tasksWhile(() => replay(0, SETTLED_AFTER_COUNT)))];
    const early = await devTools.measure();
    tasksMs.push(...(await tasksWhile(() => replay(SETTLED_AFTER_COUNT, UTTERANCE_COUNT))));
    const late = await devTools.measure();
    const newest = UTTERANCE_COUNT - QUESTION_EVERY_COUNT;
    // The last one is on the card, or waits behind the one that is being read.
    await used.page.keyboard.press('n');
    await used.page.getByRole('heading', { name: `Question number ${newest}?` }).waitFor();
    expect(late.heapBytes / early.heapBytes).toBeLessThanOrEqual(MAX_GROWTH_RATIO);
    expect(late.nodeCount).toBeLessThanOrEqual(Math.min(MAX_NODE_COUNT, early.nodeCount * MAX_GROWTH_RATIO));
    const longestMs = Math.max(...tasksMs);
    expect(longestMs).toBeLessThanOrEqual(MAX_TASK_MS);
    const megabytes = [early, late].map(({ heapBytes }) => (heapBytes / 1e6).toFixed(1)).join(' to ');
    console.info(
      `two-hour call: heap ${megabytes} MB, ${late.nodeCount} nodes, ${tasksMs.length} tasks, the longest ${Math.round(longestMs)} ms of computing`,
    );
  });

  /** The computing time of each task that the page's main thread ran meanwhile. */
  const tasksWhile = async (work: () => Promise<void>): Promise<readonly number[]> => {
    const browser = used.page.context().browser();
    if (!browser) throw new Error('The page has no browser.');
    let trace: Buffer;
    await browser.startTracing(used.page, { categories: ['toplevel'] });
    try {
      await work();
    } finally {
      trace = await browser.stopTracing();
    }
    return tasksOf(trace);
  };
  const replay = async (from: number, to: number): Promise<void> => {
    for (let index = from; index < to; index += 1) {
      for (const burst of utterance(index)) {
        used.engine.publish(...burst);
        await sleep(BURST_PAUSE_MS);
      }
    }
    // The page has taken in everything that was sent once it shows the last words.
    await used.page
      .getByText(`words of turn ${to - 1}.`)
      .first()
      .waitFor({ state: 'attached', timeout: SETTLING_MS });
  };
});

/** What the engine reports of one utterance, in bursts as they come. */
function utterance(index: number): readonly (readonly UnstampedEvent[])[] {
  const turnId = `t${index}`;
  const channel = index % 2 === 0 ? 'them' : 'me';
  const isQuestion = index % QUESTION_EVERY_COUNT === 0;
  const text = isQuestion ? `Question number ${index}?` : 'Then we looked at the figures once more';
  const said = `${text} These are the words of turn ${index}.`;
  const measures = Array.from({ length: MEASURES_PER_UTTERANCE_COUNT }, (): UnstampedEvent => ({
    type: 'channel.measured',
    channel,
    device: 'Headset',
    levelDbfs: -20 - (index % 30),
    noiseFloorDbfs: -60,
    clippedRatio: 0,
    state: 'listening',
    isWordless: false,
    isSpeech: true,
    lastFrameAgeMs: 10,
    lastWordAgeMs: 200,
    droppedFrameCount: 0,
  }));
  const spoken: readonly (readonly UnstampedEvent[])[] = [
    [
      { type: 'speech.started', turnId, channel },
      ...measures,
      { type: 'transcript.extended', turnId, channel, text: '', volatile: text.slice(0, 12) },
      { type: 'transcript.extended', turnId, channel, text: text.slice(0, 12), volatile: text.slice(12) },
      { type: 'transcript.completed', turnId, channel, text: said, startMs: 0, endMs: 4_000 },
    ],
  ];
  return isQuestion ? [...spoken, ...answer(turnId, text)] : spoken;
}

/** Streamed a few words at a time. */
function answer(turnId: string, question: string): readonly (readonly UnstampedEvent[])[] {
  const words = BULLETS.flatMap((bullet, place) => bullet.split(' ').map((word) => ({ place, word })));
  const steps = words.map((_, index) => index).filter((index) => index % WORDS_AT_ONCE_COUNT === 0);
  const streamed = steps.map((count): readonly UnstampedEvent[] => {
    const bullets = BULLETS.map((_bullet, place) =>
      words
        .slice(0, count + 1)
        .filter((word) => word.place === place)
        .map(({ word }) => word)
        .join(' '),
    ).filter((bullet) => bullet !== '');
    return [{ type: 'answer.extended', turnId, bullets }];
  });
  return [
    [
      {
        type: 'question.detected',
        turnId,
        channel: 'them',
        text: question,
        score: 0.9,
        kind: 'wh',
        origin: 'detected',
      },
      { type: 'answer.started', turnId, question, path: 'live', model: 'llama3.2:3b' },
    ],
    ...streamed,
    [
      {
        type: 'answer.completed',
        turnId,
        bullets: BULLETS,
        path: 'live',
        status: 'complete',
        latencyMs: 900,
        firstBulletMs: 300,
        isStale: false,
      },
    ],
  ];
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Computing time of its thread, in µs. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** @param trace of a browser with one page. */
function tasksOf(trace: Buffer): readonly number[] {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: readonly TraceEvent[] };
  const mainThreads = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  return traceEvents
    .filter(({ name, pid, tid }) => name.endsWith('RunTask') && mainThreads.has(`${pid} ${tid}`))
    .map(({ tdur = 0 }) => tdur / 1_000);
}

interface DevTools extends AsyncDisposable {
  /** What is in use once garbage is gone. */
  measure(): Promise<{ readonly heapBytes: number; readonly nodeCount: number }>;
}

async function openDevTools(page: Page): Promise<DevTools> {
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return {
    measure: async () => {
      await session.send('HeapProfiler.collectGarbage');
      const { metrics } = await session.send('Performance.getMetrics');
      const valueOf = (wanted: string): number => metrics.find(({ name }) => name === wanted)?.value ?? NaN;
      return { heapBytes: valueOf('JSHeapUsedSize'), nodeCount: valueOf('Nodes') };
    },
    [Symbol.asyncDispose]: () => session.detach(),
  };
}
