import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readWav } from '../../engine/formats/read-wav.ts';
import { startProtocolServer, type ProtocolServer } from '../fakes/protocol-server.ts';
import { buildPages, hasChromium, launchChromium, type BuiltPages } from './browser.ts';

const SPOKEN = path.join(
  import.meta.dirname,
  '../fixtures/samples/what-is-the-difference-between-a-process--en-us-m6-158.wav',
);
const FRAME_SAMPLES = 320;

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
      engine.publish(capturing(true));
      await page.getByText('Listening', { exact: true }).waitFor();
      const report = await engine.commanded('report-capture');
      expect(report).toMatchObject({ channel: 'me', status: 'open', device: expect.stringMatching(/fake/i) });

      const { samples: spoken } = await readWav(SPOKEN);
      await until(() => engine.audio.length * FRAME_SAMPLES > spoken.length + 16_000);
      const frames = [...engine.audio];
      expect(
        frames.every(({ channel, samples }) => channel === 'me' && samples.length === FRAME_SAMPLES),
      ).toBe(true);
      const starts = frames.map(({ startSamples }) => startSamples);
      expect(starts[0]).toBe(0);
      // A busy machine may lose sound; then the positions say so.
      expect(starts.slice(1).every((start, index) => start - (starts[index] ?? 0) >= FRAME_SAMPLES)).toBe(
        true,
      );
      const heard = Array.from({ length: (starts.at(-1) ?? 0) + FRAME_SAMPLES }, () => 0);
      for (const { startSamples, samples } of frames)
        samples.forEach((sample, index) => (heard[startSamples + index] = sample));
      expect(bestCorrelation(heard, [...spoken])).toBeGreaterThan(0.95);

      engine.publish(capturing(false));
      await until(() => engine.commands.at(-1)?.command.type === 'report-capture');
      await until(() => {
        const last = engine.commands.at(-1)?.command;
        return last?.type === 'report-capture' && last.status === 'closed';
      });
      const countAtEnd = engine.audio.length;
      await sleep(300);
      expect(engine.audio.length - countAtEnd).toBeLessThanOrEqual(2);
      await page.close();
    });

    test('a second page takes the microphone over, and the first one stops and says so', async () => {
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
      await first.getByText('Another Sotto page captures the sound now.').waitFor();
      expect(reports().slice(before)).toEqual(['open', 'open']);
      const heardCount = engine.audio.length;
      await until(() => engine.audio.length > heardCount + 20);
      await second.getByText('Another Sotto page captures the sound now.').waitFor({ state: 'detached' });

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

function capturing(isCapturing: boolean) {
  return {
    type: 'capture.changed',
    isCapturing,
    isPaused: false,
    isDemo: false,
    channels: isCapturing ? (['me'] as const).slice() : [],
  } as const;
}

async function until(fits: () => boolean): Promise<void> {
  await expect.poll(fits).toBe(true);
}

/** The best normalised correlation of the loudest second of `known` with any place of `heard`, 0–1. */
function bestCorrelation(heard: readonly number[], known: readonly number[]): number {
  const sampleCount = 16_000;
  const start = loudestStart(known, sampleCount);
  const pattern = known.slice(start, start + sampleCount);
  let best = 0;
  for (let lag = 0; lag + sampleCount <= heard.length; lag += 1) {
    if (Math.abs(coarse(heard, pattern, lag)) < 0.3) continue;
    best = Math.max(best, correlation(heard, pattern, lag, 1));
  }
  return best;
}

/** A glance at every 16th sample, to pass by most places. */
function coarse(heard: readonly number[], pattern: readonly number[], lag: number): number {
  return correlation(heard, pattern, lag, 16);
}

function correlation(
  heard: readonly number[],
  pattern: readonly number[],
  lag: number,
  step: number,
): number {
  let product = 0;
  let heardPower = 0;
  let patternPower = 0;
  for (let index = 0; index < pattern.length; index += step) {
    const left = heard[lag + index] ?? 0;
    const right = pattern[index] ?? 0;
    product += left * right;
    heardPower += left * left;
    patternPower += right * right;
  }
  return product / Math.sqrt(heardPower * patternPower || 1);
}

function loudestStart(samples: readonly number[], sampleCount: number): number {
  let best = 0;
  let bestPower = -1;
  for (let start = 0; start + sampleCount <= samples.length; start += 1_600) {
    const power = samples.slice(start, start + sampleCount).reduce((sum, sample) => sum + sample * sample, 0);
    if (power > bestPower) [best, bestPower] = [start, power];
  }
  return best;
}
