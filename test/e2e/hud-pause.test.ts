import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { EngineEvent } from '../../engine/protocol/events.ts';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import { buildPages, hasChromium, launchChromium } from './browser.ts';
import { startEngineInTest } from './engine-in-test.ts';
import { eventsOf, fixturePath, makeDataFolder } from './run-cli.ts';

/** Prints its words once the file of its first argument is there: a recognizer that is as slow as the test likes. */
const WAITING_RECOGNIZER = `
  const { existsSync } = require('node:fs');
  const waiting = setInterval(() => {
    if (!existsSync(process.argv[1])) return;
    clearInterval(waiting);
    console.log('What is TCP?');
  }, 20);
`;

test.skipIf(!hasChromium)(
  'pause and stop close the microphone and say so while the recognizer still works on the last words',
  async () => {
    using folder = makeDataFolder();
    const gate = path.join(folder.path, 'gate');
    await using pages = await buildPages();
    await using ollama = await startFakeOllama({ models: [{ name: 'toy:1b' }] });
    await using run = await startEngineInTest({
      ollamaUrl: ollama.url,
      staticDirectory: pages.directory,
      settings: {
        privacy: { consentAtMs: 1 },
        speech: {
          recognizer: 'command',
          command: [process.execPath, '-e', WAITING_RECOGNIZER, gate, '{wav}'],
        },
      },
    });
    await using browser = await launchChromium(
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${fixturePath('samples/what-is-tcp--en-gb-Denis-167.wav')}`,
    );
    const page = await browser.newPage();
    const countOf = (type: EngineEvent['type']): number => eventsOf(run.events, type).length;
    await keepTracks(page);
    await page.goto(run.engine.server?.hudUrl() ?? '');
    await page.getByRole('button', { name: 'Start listening' }).first().click();
    // At the first pause enough was said to be recognized.
    await expect.poll(() => countOf('speech.paused')).toBeGreaterThan(0);
    expect(await trackStates(page)).toEqual(['live']);

    await page.getByRole('button', { name: 'Pause' }).click();
    await page.locator('.indicator').getByText('Paused').waitFor();
    await expect.poll(() => trackStates(page)).toEqual(['ended']);
    expect(eventsOf(run.events, 'transcript.completed')).toEqual([]);

    console.info(`pause: ${await delays(page)}`);

    writeFileSync(gate, '');
    await page.getByText('What is TCP?').first().waitFor();
    await page.locator('.indicator').getByText('Paused').waitFor();
    expect(await trackStates(page)).toEqual(['ended']);

    rmSync(gate);
    const [saidCount, pauseCount] = [countOf('transcript.completed'), countOf('speech.paused')];
    await page.getByRole('button', { name: 'Resume' }).first().click();
    await expect.poll(() => countOf('speech.paused')).toBeGreaterThan(pauseCount);
    expect(await trackStates(page)).toEqual(['ended', 'live']);
    await page.getByRole('button', { name: 'Stop listening' }).click();
    await page.locator('.indicator').getByText('Not listening').waitFor();
    await expect.poll(() => trackStates(page)).toEqual(['ended', 'ended']);
    expect(countOf('transcript.completed')).toBe(saidCount);
    console.info(`stop: ${await delays(page)}`);
    writeFileSync(gate, '');
    await expect.poll(() => countOf('transcript.completed')).toBeGreaterThan(saidCount);
  },
);

interface Watched {
  readonly tracks: MediaStreamTrack[];
  /** Of the newest click, of the end of a track, and of the indicator's newest change. */
  readonly atMs: { clicked: number; closed: number; shown: number };
}

/** Remembers every track that the page is given, and when a click closed it and changed the indicator. */
function keepTracks(page: Page): Promise<unknown> {
  return page.addInitScript(() => {
    const tracks: MediaStreamTrack[] = [];
    const atMs = { clicked: 0, closed: 0, shown: 0 };
    Object.assign(globalThis, { tracks, atMs });
    const devices = navigator.mediaDevices;
    const open = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async (constraints) => {
      const stream = await open(constraints);
      for (const track of stream.getTracks()) {
        const stop = track.stop.bind(track);
        track.stop = () => {
          stop();
          atMs.closed = performance.now();
        };
        tracks.push(track);
      }
      return stream;
    };
    addEventListener('click', () => (atMs.clicked = performance.now()), { capture: true });
    new MutationObserver(() => (atMs.shown = performance.now())).observe(document, {
      subtree: true,
      attributeFilter: ['data-kind'],
    });
  });
}

function trackStates(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => (globalThis as unknown as Watched).tracks.map(({ readyState }) => readyState));
}

/** For the record: a busy machine may take its time. */
function delays(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { clicked, closed, shown } = (globalThis as unknown as Watched).atMs;
    return `the track closed after ${Math.round(closed - clicked)} ms, the indicator changed after ${Math.round(shown - clicked)} ms`;
  });
}
