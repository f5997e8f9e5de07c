import { expect, test } from 'vitest';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import { toyAnswers, toyChat } from '../fakes/toy-chat.ts';
import { buildPages, hasChromium, launchChromium } from './browser.ts';
import { startEngineInTest } from './engine-in-test.ts';
import { eventsOf } from './run-cli.ts';

const QUESTION_COUNT = 8;
/** As a model of 0.5B on two cores. */
const TOKENS_PER_SECOND = 30;
/** The first token is the mark of the bullet, the second its first word; the fake waits as long before each. */
const FIRST_CONTENT_TOKEN_MS = 2_000 / TOKENS_PER_SECOND;

test.skipIf(!hasChromium)(
  'the first word of each answer is painted while the rest is on its way',
  async () => {
    await using pages = await buildPages();
    await using ollama = await startFakeOllama({
      models: [{ name: 'toy:1b' }],
      answers: toyAnswers,
      tokensPerSecond: TOKENS_PER_SECOND,
    });
    await using run = await startEngineInTest({ ollamaUrl: ollama.url, staticDirectory: pages.directory });
    await using browser = await launchChromium();
    const page = await browser.newPage({ viewport: { width: 420, height: 560 } });
    await page.goto(run.engine.server?.hudUrl() ?? '');
    await page.getByText('Not listening').first().waitFor();

    const askedMs: number[] = [];
    for (const { question } of toyChat.entries.slice(0, QUESTION_COUNT)) {
      await run.engine.execute({ type: 'ask', text: question });
      askedMs.push(eventsOf(run.events, 'question.detected').at(-1)?.atMs ?? Number.NaN);
      await expect.poll(() => eventsOf(run.events, 'answer.completed')).toHaveLength(askedMs.length);
    }
    const paintedSinceMs = async (): Promise<number[]> => {
      await run.engine.execute({ type: 'collect-diagnostics' });
      const turns = eventsOf(run.events, 'diagnostics.collected').at(-1)?.turns ?? [];
      return turns.flatMap(({ marks }) => marks.find(({ name }) => name === 'painted')?.sinceStartMs ?? []);
    };
    await expect.poll(async () => (await paintedSinceMs()).length).toBe(QUESTION_COUNT);

    const sent = ollama.requests.filter(({ path }) => path === '/api/chat').slice(-QUESTION_COUNT);
    const delaysMs = (await paintedSinceMs()).map(
      (sinceMs, index) => (askedMs[index] ?? 0) + sinceMs - (sent[index]?.atMs ?? 0) - FIRST_CONTENT_TOKEN_MS,
    );
    expect(delaysMs.every((delayMs) => delayMs > 0)).toBe(true);
    const sorted = delaysMs.map(Math.round).toSorted((a, b) => a - b);
    console.info(`first word painted after its token: ${sorted.join(', ')} ms`);
  },
);
