import { describe, expect, test } from 'vitest';
import type { UnstampedEvent } from '../../engine/protocol/events.ts';
import { hasChromium } from './browser.ts';
import { answeredTurn, brokenParts, healthyParts, streamingTurn } from './hud-scenes.ts';
import { SETTLED } from './hud-states.ts';
import { usePages } from './use-pages.ts';

const answerTo = (turnId: string, question: string): UnstampedEvent => ({
  type: 'answer.started',
  turnId,
  question,
  path: 'live',
  model: 'llama3.2:3b',
});

describe.skipIf(!hasChromium)('reading answers in the HUD', () => {
  const used = usePages({ width: 420, height: 560 });

  const openHud = async (...events: readonly UnstampedEvent[]): Promise<void> => {
    used.engine.publish(...events);
    await used.page.goto(used.engine.server.hudUrl());
    await used.page.locator(SETTLED).waitFor();
  };

  test('an answer that is being read is not replaced: the newer one waits behind a button', async () => {
    await openHud(...healthyParts, ...answeredTurn);
    await used.page.getByRole('heading', { name: 'a process and a thread' }).waitFor();
    used.engine.publish(...streamingTurn);
    await used.page.getByRole('button', { name: 'New answer ready' }).waitFor();
    await used.page.getByRole('heading', { name: 'a process and a thread' }).waitFor();
    await used.page.getByRole('button', { name: 'New answer ready' }).click();
    await used.page.getByRole('heading', { name: 'rate limiter' }).waitFor();
    await used.page.keyboard.press('ArrowLeft');
    await used.page.getByRole('heading', { name: 'a process and a thread' }).waitFor();
    used.engine.publish(answerTo('s2', 'And what does it cost?'));
    await used.page.getByRole('button', { name: 'Newer question' }).waitFor();
    await used.page.getByRole('heading', { name: 'a process and a thread' }).waitFor();
    await used.page.keyboard.press('n');
    await used.page.getByRole('heading', { name: 'And what does it cost?' }).waitFor();
  });

  test('a pinned answer stays, and in quiet no card comes up', async () => {
    await openHud(...healthyParts, ...streamingTurn);
    await used.page.keyboard.press('p');
    await used.page.getByRole('button', { name: 'Keep this answer here', pressed: true }).waitFor();
    used.engine.publish(answerTo('s2', 'And what does it cost?'));
    await used.page.getByRole('button', { name: 'Newer question' }).waitFor();
    await used.page.keyboard.press('d');
    await used.page.keyboard.press('q');
    used.engine.publish(answerTo('s3', 'Who owns it?'));
    await used.page.getByText('Newer question').waitFor();
    expect(await used.page.getByRole('heading', { name: 'Who owns it?' }).count()).toBe(0);
  });

  test('an answer is copied, made shorter and asked about by keys', async () => {
    await used.context.grantPermissions(['clipboard-read', 'clipboard-write'], {
      origin: used.engine.server.origin,
    });
    await openHud(...healthyParts, ...answeredTurn);
    await used.page.getByRole('heading', { name: 'a process and a thread' }).waitFor();
    await used.page.keyboard.press('c');
    await used.page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await used.page.evaluate(() => navigator.clipboard.readText())).toBe(
      '• A process has its own memory; threads share one\n• Threads need locks around shared data',
    );
    await used.page.keyboard.press('s');
    expect(await used.engine.commanded('ask')).toEqual({
      type: 'ask',
      text: 'Give the same answer in half as many words.',
      aboutTurnId: 'a1',
    });
  });

  test('a held question shows its words at once, and that Sotto thinks as soon as the key is up', async () => {
    await openHud(...healthyParts, { type: 'push-to-talk.changed', isHeld: true });
    used.engine.publish({
      type: 'transcript.extended',
      turnId: 'h1',
      channel: 'me',
      text: 'What is',
      volatile: 'TCP',
    });
    await used.page.getByRole('heading', { name: 'What is TCP' }).waitFor();
    used.engine.publish({ type: 'push-to-talk.changed', isHeld: false });
    await used.page.getByRole('main').getByText('Thinking…').waitFor();
    await used.page.getByRole('heading', { name: 'What is TCP' }).waitFor();
    used.engine.publish(answerTo('h1', 'What is TCP?'));
    await used.page.getByRole('heading', { name: 'What is TCP?' }).waitFor();
  });

  test('it says that it listens only while sound arrives and can be understood', async () => {
    const indicator = used.page.locator('.indicator');
    await openHud(...healthyParts, {
      type: 'capture.changed',
      isCapturing: true,
      isPaused: false,
      isDemo: false,
      channels: ['me'],
    });
    await indicator.getByText('No sound arrives').waitFor();
    await used.page.getByText('No sound arrives from the microphone.').waitFor();
    await used.page.getByRole('button', { name: 'Check the sound' }).waitFor();
    used.engine.publish({
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
    used.engine.publish(...brokenParts);
    await indicator.getByText('Hears, cannot understand').waitFor();
  });
});
