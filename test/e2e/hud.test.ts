import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../engine/base/clock.ts';
import { openFileSource } from '../../engine/capture/file-source.ts';
import { readSound } from '../../engine/formats/open-sound.ts';
import { encodeWav } from '../../engine/transcription/recognizers/base/wav-file.ts';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import { toyAnswers, toyChat } from '../fakes/toy-chat.ts';
import { buildPages, hasChromium, launchChromium, type BuiltPages } from './browser.ts';
import { startEngineInTest } from './engine-in-test.ts';
import { eventsOf, fixturePath, makeDataFolder } from './run-cli.ts';

const SMALL = { width: 420, height: 560 };
const SAMPLE = fixturePath('samples/what-is-tcp--en-gb-Denis-167.wav');
const TCP_BULLETS = toyChat.entries.find(({ id }) => id === 'what-is-tcp')?.bullets ?? [];
/** Spoken without noise, so that the silence put before it is not a step in the noise. */
const QUIET_SAMPLE = fixturePath('samples/could-you-explain-database-indexing--en-gb-f5-167.wav');
const INDEXING_BULLETS =
  toyChat.entries.find(({ id }) => id === 'can-you-explain-database-indexing')?.bullets ?? [];
const ONE_SECOND_SAMPLES = 16_000;

describe.skipIf(!hasChromium)('the HUD in Chromium with the real engine behind it', () => {
  let pages: BuiltPages;
  beforeAll(async () => {
    pages = await buildPages();
  });
  afterAll(async () => {
    await pages?.[Symbol.asyncDispose]();
  });

  test('a question heard in a file is painted as bullets, and the paint is measured', async () => {
    await using ollama = await startFakeOllama({
      models: [{ name: 'toy:1b' }],
      answers: toyAnswers,
      tokensPerSecond: 60,
    });
    await using run = await startEngineInTest({ ollamaUrl: ollama.url, staticDirectory: pages.directory });
    await using browser = await launchChromium();
    const page = await browser.newPage({ viewport: SMALL });
    await page.goto(run.engine.server?.hudUrl() ?? '');
    await page.getByText('Not listening').first().waitFor();

    const source = await openFileSource({ path: SAMPLE, channel: 'them', isFast: true, clock: systemClock });
    await run.engine.listenTo([source], { isDemo: false, isPaced: true }).done;
    await run.engine.answered();
    expect(await paintedBullets(page, TCP_BULLETS.length)).toEqual(TCP_BULLETS);
    await page.getByRole('heading', { name: 'What is TCP?' }).waitFor();
    await until(() =>
      eventsOf(run.events, 'metrics.measured').some(
        ({ latencies }) => 'first-bullet-to-painted' in latencies,
      ),
    );
  });

  test('a question spoken into the page’s microphone while the button is held is answered', async () => {
    using folder = makeDataFolder();
    await using ollama = await startFakeOllama({ models: [{ name: 'toy:1b' }], answers: toyAnswers });
    await using run = await startEngineInTest({ ollamaUrl: ollama.url, staticDirectory: pages.directory });
    await using browser = await launchChromium(
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${await spokenAfterSilence(folder.path)}%noloop`,
    );
    const page = await browser.newPage({ viewport: SMALL });
    await page.goto(run.engine.server?.hudUrl() ?? '');
    await page.getByRole('button', { name: 'Start listening' }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: /agree/i }).click();
    await until(() =>
      eventsOf(run.events, 'channel.measured').some(({ lastFrameAgeMs }) => lastFrameAgeMs < 1_000),
    );
    const talk = page.getByRole('button', { name: 'Hold to ask' });
    await talk.hover();
    await page.mouse.down();
    // The words end some four seconds after the file began; the transcript shows them while the button is still held.
    await until(() =>
      eventsOf(run.events, 'transcript.extended').some(({ text, volatile }) =>
        /indexing/i.test(text + volatile),
      ),
    );
    await page.mouse.up();

    expect(await paintedBullets(page, INDEXING_BULLETS.length)).toEqual(INDEXING_BULLETS);
    expect(
      eventsOf(run.events, 'question.detected').map(({ text, origin, channel }) => ({
        text,
        origin,
        channel,
      })),
    ).toEqual([{ text: 'Could you explain database indexing?', origin: 'push-to-talk', channel: 'me' }]);
    expect(run.engine.settings().privacy.consentAtMs).toBeTypeOf('number');
  });

  test('a model picked in the settings panel mid-call answers the next question', async () => {
    await using ollama = await startFakeOllama({
      models: [{ name: 'small:1b' }, { name: 'large:8b' }],
      answers: toyAnswers,
    });
    await using run = await startEngineInTest({
      ollamaUrl: ollama.url,
      staticDirectory: pages.directory,
      settings: { model: { name: 'small:1b' } },
    });
    await using browser = await launchChromium();
    const settings = await browser.newPage({ viewport: { width: 900, height: 800 } });
    await settings.goto(run.engine.server?.settingsUrl() ?? '');
    const source = await openFileSource({
      path: fixturePath('call-sales.wav'),
      channel: 'them',
      isFast: true,
      clock: systemClock,
    });
    const session = run.engine.listenTo([source], { isDemo: false, isPaced: true });
    await until(() => eventsOf(run.events, 'answer.completed').length >= 2);
    await settings.getByRole('radio', { name: /large:8b/ }).click();
    await until(() => run.engine.settings().model.name === 'large:8b');
    const changedAtSeq = run.engine.hub.seq;
    await session.done;
    await run.engine.answered();

    const answers = eventsOf(run.events, 'answer.started');
    expect(new Set(answers.filter(({ seq }) => seq < changedAtSeq).map(({ model }) => model))).toEqual(
      new Set(['small:1b']),
    );
    expect(answers.at(-1)?.model).toBe('large:8b');
    expect(eventsOf(run.events, 'answer.completed').map(({ status }) => status)).toEqual(
      answers.map(() => 'complete'),
    );
  });
});

/** The bullets on the screen, once there are as many as expected and they stay so. */
async function paintedBullets(page: Page, count: number): Promise<readonly string[]> {
  const bullets = page.locator('.bullets .bullet:not(.pending)');
  await bullets.nth(count - 1).waitFor();
  await page.locator('.answer[data-phase="complete"]').waitFor();
  return (await bullets.allTextContents()).map((text) => text.trim());
}

async function spokenAfterSilence(folder: string): Promise<string> {
  const { samples } = await readSound(QUIET_SAMPLE);
  const padded = new Int16Array(samples.length + 3 * ONE_SECOND_SAMPLES);
  padded.set(samples, 2 * ONE_SECOND_SAMPLES);
  const file = path.join(folder, 'spoken.wav');
  writeFileSync(file, encodeWav(padded));
  return file;
}

async function until(isTrue: () => boolean): Promise<void> {
  await expect.poll(isTrue).toBe(true);
}
