import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page, WebSocketRoute } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { readSound } from '../../engine/formats/open-sound.ts';
import type { WireAudioFrame } from '../../engine/protocol/audio-frame.ts';
import { startProtocolServer, type ProtocolServer } from '../fakes/protocol-server.ts';
import { buildPages, hasChromium, launchChromium, type BuiltPages } from './browser.ts';
import { matchPieces } from './sound-match.ts';

const SPOKEN = path.join(
  import.meta.dirname,
  '../fixtures/samples/what-is-the-difference-between-a-process--en-us-m6-158.wav',
);
const FRAME_SAMPLES = 320;
/** Under load Chromium itself leaves out or stretches a few pieces of its fake microphone, in some recordings many. */
const ENOUGH_RATIO = 0.8;
const MAX_ATTEMPTS = 3;

describe.skipIf(!hasChromium)(
  'the page as a microphone, with a known file before Chromium’s microphone',
  () => {
    let pages: BuiltPages;
    let browser: Browser;
    let engine: ProtocolServer;

    beforeAll(async () => {
      pages = await buildPages();
      browser = await launchChromium(
        '--use-fake-ui-for-media-stream',
        '--use-fake-device-for-media-stream',
        `--use-file-for-fake-audio-capture=${SPOKEN}%noloop`,
      );
      engine = await startProtocolServer({ staticDirectory: pages.directory });
    });
    afterAll(async () => {
      await browser?.close();
      await engine?.[Symbol.asyncDispose]();
      await pages?.[Symbol.asyncDispose]();
    });

    test('what is spoken arrives as 20 ms frames with the right samples, and ends with the capture', async () => {
      const page = await browser.newPage();
      await page.goto(engine.server.hudUrl());
      await page.getByText('Ready for your next call').waitFor();
      expect(engine.audio).toEqual([]);

      const { samples: spoken } = await readSound(SPOKEN);
      let foundRatio = 0;
      for (let attempt = 1; foundRatio < ENOUGH_RATIO && attempt <= MAX_ATTEMPTS; attempt += 1) {
        const frames = await record(page, spoken.length + 16_000);
        expectInOrder(frames);
        const { foundCount, pieceCount } = matchPieces(joinFrames(frames), Float32Array.from(spoken));
        foundRatio = foundCount / pieceCount;
      }
      expect(foundRatio).toBeGreaterThanOrEqual(ENOUGH_RATIO);

      const countAtEnd = engine.audio.length;
      await sleep(300);
      expect(engine.audio.length - countAtEnd).toBeLessThanOrEqual(2);
      await page.close();
    });

    /** Listens from the start of the fake microphone's file until so much has come, then closes the device. */
    async function record(page: Page, sampleCount: number): Promise<readonly WireAudioFrame[]> {
      const [commandCount, frameCount] = [engine.commands.length, engine.audio.length];
      const reports = () =>
        engine.commands
          .slice(commandCount)
          .flatMap(({ command }) => (command.type === 'report-capture' ? [command] : []));
      engine.publish(capturing(true));
      await page.getByText('Listening', { exact: true }).waitFor();
      await until(() => reports().length > 0);
      expect(reports()[0]).toMatchObject({
        channel: 'me',
        status: 'open',
        device: expect.stringMatching(/fake/i),
      });
      await until(() => (engine.audio.length - frameCount) * FRAME_SAMPLES > sampleCount);
      const frames = engine.audio.slice(frameCount);
      engine.publish(capturing(false));
      await until(() => reports().at(-1)?.status === 'closed');
      return frames;
    }

    test('a connection that drops for a moment loses no sound, and the device stays open', async () => {
      const page = await browser.newPage();
      const sockets: WebSocketRoute[] = [];
      await page.routeWebSocket(/.*/, (route) => {
        route.connectToServer();
        sockets.push(route);
      });
      await page.goto(engine.server.hudUrl());
      await page.getByText('Ready for your next call').waitFor();
      const [commandCount, frameCount] = [engine.commands.length, engine.audio.length];
      const statuses = () =>
        engine.commands
          .slice(commandCount)
          .flatMap(({ command }) => (command.type === 'report-capture' ? [command.status] : []));
      engine.publish(capturing(true));
      await until(() => engine.audio.length > frameCount + 25);
      const before = engine.audio.length;
      await Promise.all(sockets.splice(0).map((socket) => socket.close()));
      await until(() => engine.audio.length > before + 50);
      const starts = engine.audio.slice(frameCount).map(({ startSamples }) => startSamples);
      const lostSamples = (starts.at(-1) ?? 0) - (starts.length - 1) * FRAME_SAMPLES;
      expect(lostSamples).toBeLessThan(16_000);
      await until(() => statuses().length > 1);
      expect(new Set(statuses())).toEqual(new Set(['open']));
      engine.publish(capturing(false));
      await until(() => statuses().at(-1) === 'closed');
      await page.close();
    });

    test('a second page takes the microphone over, and the first one stops and reports it', async () => {
      const openPage = async () => {
        const page = await browser.newPage();
        await page.goto(engine.server.hudUrl());
        await page.getByText('Sotto', { exact: true }).first().waitFor();
        return page;
      };
      const reports = () =>
        engine.commands.flatMap(({ command }) => (command.type === 'report-capture' ? [command.status] : []));
      const before = reports().length;
      engine.publish(capturing(true));
      const first = await openPage();
      await until(() => reports().slice(before).join() === 'open');
      const second = await openPage();
      await until(() => reports().slice(before).join() === 'open,open,moved');
      const heardCount = engine.audio.length;
      await until(() => engine.audio.length > heardCount + 20);
      expect(reports().slice(before)).toEqual(['open', 'open', 'moved']);

      engine.publish(capturing(false));
      await until(() => reports().at(-1) === 'closed');
      await Promise.all([first.close(), second.close()]);
    });

    test('a microphone that is not there is reported as missing, not passed over', async () => {
      engine.settings = {
        ...engine.settings,
        audio: { ...engine.settings.audio, microphoneDevice: 'Headset that was unplugged' },
      };
      engine.publish({ type: 'settings.changed', settings: engine.settings });
      const page = await browser.newPage();
      await page.goto(engine.server.hudUrl());
      await page.getByText('Ready for your next call').waitFor();
      engine.publish(capturing(true));
      await until(() =>
        engine.commands.some(
          ({ command }) => command.type === 'report-capture' && command.status === 'missing',
        ),
      );
      await page.close();
    });
  },
);

describe.skipIf(!hasChromium)('the page where nobody has allowed the microphone yet', () => {
  test('reports it as denied, and hears it as soon as it is allowed, without a click', async () => {
    await using pages = await buildPages();
    await using engine = await startProtocolServer({ staticDirectory: pages.directory });
    const browser = await launchChromium('--use-fake-device-for-media-stream');
    onTestFinished(() => browser.close());
    const context = await browser.newContext();
    const page = await context.newPage();
    const statuses = () =>
      engine.commands.flatMap(({ command }) => (command.type === 'report-capture' ? [command.status] : []));
    await page.goto(engine.server.hudUrl());
    await page.getByText('Ready for your next call').waitFor();
    engine.publish(capturing(true));
    await until(() => statuses().at(-1) === 'denied');
    await context.grantPermissions(['microphone']);
    await until(() => statuses().at(-1) === 'open');
    await until(() => engine.audio.length > 20);
    await context.clearPermissions();
    await until(() => statuses().at(-1) === 'denied');
  });
});

function capturing(isCapturing: boolean) {
  return {
    type: 'capture.changed',
    isCapturing,
    isPaused: false,
    isDemo: false,
    channels: isCapturing ? (['me'] as const).slice() : [],
  } as const;
}

function expectInOrder(frames: readonly WireAudioFrame[]): void {
  expect(frames.every(({ channel, samples }) => channel === 'me' && samples.length === FRAME_SAMPLES)).toBe(
    true,
  );
  const starts = frames.map(({ startSamples }) => startSamples);
  expect(starts[0]).toBe(0);
  // A gap shows in the positions; no frame overlaps the one before.
  expect(starts.slice(1).every((start, index) => start - (starts[index] ?? 0) >= FRAME_SAMPLES)).toBe(true);
}

function joinFrames(frames: readonly WireAudioFrame[]): Float32Array {
  const joined = new Float32Array((frames.at(-1)?.startSamples ?? 0) + FRAME_SAMPLES);
  for (const { startSamples, samples } of frames) joined.set(samples, startSamples);
  return joined;
}

async function until(fits: () => boolean): Promise<void> {
  await expect.poll(fits).toBe(true);
}
