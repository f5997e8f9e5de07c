import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
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
  'a pause closes the microphone and says so while the recognizer still works on the last words',
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
    await keepTracks(page);
    await page.goto(run.engine.server?.hudUrl() ?? '');
    await page.getByRole('button', { name: 'Start listening' }).first().click();
    await expect.poll(() => eventsOf(run.events, 'speech.started').length).toBeGreaterThan(0);
    expect(await trackStates(page)).toEqual(['live']);

    await page.getByRole('button', { name: 'Pause' }).click();
    await page.locator('.indicator').getByText('Paused').waitFor();
    await expect.poll(() => trackStates(page)).toEqual(['ended']);
    expect(eventsOf(run.events, 'transcript.completed')).toEqual([]);

    writeFileSync(gate, '');
    await page.getByText('What is TCP?').first().waitFor();
    await page.locator('.indicator').getByText('Paused').waitFor();
    expect(await trackStates(page)).toEqual(['ended']);
  },
);

/** Remembers every track that the page is given. */
function keepTracks(page: Page): Promise<unknown> {
  return page.addInitScript(() => {
    const tracks: MediaStreamTrack[] = [];
    Object.assign(globalThis, { tracks });
    const devices = navigator.mediaDevices;
    const open = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async (constraints) => {
      const stream = await open(constraints);
      tracks.push(...stream.getTracks());
      return stream;
    };
  });
}

function trackStates(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    (globalThis as unknown as { tracks: MediaStreamTrack[] }).tracks.map(({ readyState }) => readyState),
  );
}
