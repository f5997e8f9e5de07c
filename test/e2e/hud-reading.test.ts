import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { UnstampedEvent } from '../../engine/protocol/events.ts';
import { startProtocolServer, type ProtocolServer } from '../fakes/protocol-server.ts';
import { buildPages, hasChromium, launchChromium, type BuiltPages } from './browser.ts';
import { answeredTurn, brokenParts, healthyParts, streamingTurn } from './hud-scenes.ts';

const answerTo = (turnId: string, question: string): UnstampedEvent => ({
  type: 'answer.started',
  turnId,
  question,
  path: 'live',
  model: 'llama3.2:3b',
});

describe.skipIf(!hasChromium)('reading answers in the HUD', () => {
  let pages: BuiltPages;
  let browser: Browser;
  let engine: ProtocolServer;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    [pages, browser] = await Promise.all([buildPages(), launchChromium()]);
  });
  afterAll(async () => {
    await browser?.close();
    await pages?.[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    engine = await startProtocolServer({ staticDirectory: pages.directory });
    context = await browser.newContext({ viewport: { width: 420, height: 560 } });
    page = await context.newPage();
  });
  afterEach(async () => {
    await context.close();
    await engine[Symbol.asyncDispose]();
  });

  const openHud = async (...events: readonly UnstampedEvent[]): Promise<void> => {
    engine.publish(...events);
    await page.goto(engine.server.hudUrl());
    await page.locator('.indicator:not([data-kind="waiting"])').waitFor();
  };

  test('an answer that is being read is not replaced: the newer one waits behind a button', async () => {
    await openHud(...healthyParts, ...answeredTurn);
    await page.getByRole('heading', { name: 'a process and a thread' }).waitFor();
    engine.publish(...streamingTurn);
    await page.getByRole('button', { name: 'New answer ready' }).waitFor();
    await page.getByRole('heading', { name: 'a process and a thread' }).waitFor();
    await page.getByRole('button', { name: 'New answer ready' }).click();
    await page.getByRole('heading', { name: 'rate limiter' }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('heading', { name: 'a process and a thread' }).waitFor();
    engine.publish(answerTo('s2', 'And what does it cost?'));
    await page.getByRole('button', { name: 'Newer question' }).waitFor();
    await page.getByRole('heading', { name: 'a process and a thread' }).waitFor();
    await page.keyboard.press('n');
    await page.getByRole('heading', { name: 'And what does it cost?' }).waitFor();
  });

  test('a pinned answer stays, and in quiet no card comes up', async () => {
    await openHud(...healthyParts, ...streamingTurn);
    await page.keyboard.press('p');
    await page.getByRole('button', { name: 'Keep this answer here', pressed: true }).waitFor();
    engine.publish(answerTo('s2', 'And what does it cost?'));
    await page.getByRole('button', { name: 'Newer question' }).waitFor();
    await page.keyboard.press('d');
    await page.keyboard.press('q');
    engine.publish(answerTo('s3', 'Who owns it?'));
    await page.getByText('Newer question').waitFor();
    expect(await page.getByRole('heading', { name: 'Who owns it?' }).count()).toBe(0);
  });

  test('an answer is copied, made shorter and asked about by keys', async () => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: engine.server.origin });
    await openHud(...healthyParts, ...answeredTurn);
    await page.getByRole('heading', { name: 'a process and a thread' }).waitFor();
    await page.keyboard.press('c');
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      '• A process has its own memory; threads share one\n• Threads need locks around shared data',
    );
    await page.keyboard.press('s');
    expect(await engine.commanded('ask')).toEqual({
      type: 'ask',
      text: 'Give the same answer in half as many words.',
      aboutTurnId: 'a1',
    });
  });

  test('a held question shows its words at once, and that Sotto thinks as soon as the key is up', async () => {
    await openHud(...healthyParts, { type: 'push-to-talk.changed', isHeld: true });
    engine.publish({
      type: 'transcript.extended',
      turnId: 'h1',
      channel: 'me',
      text: 'What is',
      volatile: 'TCP',
    });
    await page.getByRole('heading', { name: 'What is TCP' }).waitFor();
    engine.publish({ type: 'push-to-talk.changed', isHeld: false });
    await page.getByRole('main').getByText('Thinking…').waitFor();
    await page.getByRole('heading', { name: 'What is TCP' }).waitFor();
    engine.publish(answerTo('h1', 'What is TCP?'));
    await page.getByRole('heading', { name: 'What is TCP?' }).waitFor();
  });

  test('it says that it listens only while sound arrives and can be understood', async () => {
    const indicator = page.locator('.indicator');
    await openHud(...healthyParts, {
      type: 'capture.changed',
      isCapturing: true,
      isPaused: false,
      isDemo: false,
      channels: ['me'],
    });
    await indicator.getByText('No sound arrives').waitFor();
    await page.getByText('No sound arrives from the microphone.').waitFor();
    await page.getByRole('button', { name: 'Check the sound' }).waitFor();
    engine.publish({
      type: 'channel.measured',
      channel: 'me',
      device: 'Headset',
      levelDbfs: -30,
      clippedRatio: 0,
      state: 'listening',
      isWordless: false,
      noiseFloorDbfs: -60,
      isSpeech: true,
      lastFrameAgeMs: 5,
      lastWordAgeMs: null,
      droppedFrameCount: 0,
    });
    await indicator.getByText('Listening').waitFor();
    engine.publish(...brokenParts);
    await indicator.getByText('Hears, cannot understand').waitFor();
  });
});
