import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import { sampleNamed } from '../fakes/spoken-samples.ts';
import { PROJECT_ROOT } from '../workshop/source-files.ts';
import { buildPages, accessibilityFaults, hasChromium, launchChromium } from './browser.ts';
import { startEngineInTest } from './engine-in-test.ts';
import { eventsOf, makeDataFolder } from './run-cli.ts';

/** Recordings that are dropped on the HUD, from the drop to the history. */

const SPOKEN = sampleNamed('how-would-you-design-a-rate-limiter');
const FIXTURES = path.join(PROJECT_ROOT, 'test/fixtures/samples');

/** Drops a file as a user does who drags it out of a file manager. */
async function drop(page: Page, file: string, name = path.basename(file)): Promise<void> {
  const base64 = readFileSync(file).toString('base64');
  await page.evaluate(
    ([text, fileName]) => {
      const content = Uint8Array.from(atob(text), (letter) => letter.codePointAt(0) ?? 0);
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], fileName));
      document.body.dispatchEvent(
        new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }),
      );
    },
    [base64, name] as const,
  );
}

describe.skipIf(!hasChromium)('a recording that is dropped on the HUD', () => {
  test('is transcribed, whatever its format, and goes into the history', async () => {
    await using pages = await buildPages();
    await using ollama = await startFakeOllama({ models: [{ name: 'toy:1b' }] });
    await using run = await startEngineInTest({ ollamaUrl: ollama.url, staticDirectory: pages.directory });
    await using browser = await launchChromium();
    using folder = makeDataFolder();
    const page = await browser.newPage();
    await page.goto(run.engine.server?.hudUrl() ?? '');
    await page.getByRole('button', { name: 'Start listening' }).first().waitFor();
    const heard = () => eventsOf(run.events, 'transcript.completed').map(({ text }) => text);
    const through = () =>
      eventsOf(run.events, 'file.progressed').filter(({ status }) => status === 'completed').length;

    await drop(page, path.join(FIXTURES, SPOKEN.file));
    await expect.poll(through, { timeout: 60_000 }).toBe(1);
    expect(heard()).toEqual([SPOKEN.text]);
    await page.getByText(/wav is transcribed/).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);

    const flac = path.join(folder.path, 'call.flac');
    await promisify(execFile)('sox', [path.join(FIXTURES, SPOKEN.file), flac]);
    await drop(page, flac);
    await expect.poll(through, { timeout: 60_000 }).toBe(2);
    expect(heard()).toEqual([SPOKEN.text, SPOKEN.text]);
    expect(eventsOf(run.events, 'answer.started')).toEqual([]);
    // The copies that were handed over are gone.
    await expect.poll(() => readdirSync(path.join(run.dataDir, 'uploads/sound'))).toEqual([]);

    await drop(page, path.join(PROJECT_ROOT, 'README.md'), 'notes.wav');
    await page.getByText(/notes\.wav cannot be read as sound/).waitFor();
  });
});
