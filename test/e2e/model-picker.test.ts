import { expect, test } from 'vitest';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import { buildPages, hasChromium, launchChromium } from './browser.ts';
import { startEngineInTest } from './engine-in-test.ts';
import { DEMO_SPEECH_MODEL } from './run-cli.ts';

test.skipIf(!hasChromium)(
  'a model of the user’s own comes by the file picker; what is none is refused by what it is',
  async () => {
    await using pages = await buildPages();
    await using ollama = await startFakeOllama({ models: [{ name: 'toy:1b' }] });
    await using run = await startEngineInTest({ ollamaUrl: ollama.url, staticDirectory: pages.directory });
    await using browser = await launchChromium();
    const page = await browser.newPage();
    await page.goto(run.engine.server?.settingsUrl() ?? '');
    await page.getByRole('button', { name: 'Speech', exact: true }).click();
    await page.getByRole('button', { name: 'Choose a file…: Add a file of yours' }).waitFor();
    const picker = page.locator('input[type="file"]').last();
    await picker.setInputFiles('/etc/passwd');
    const error = page.locator('[data-error="true"]');
    await error.getByText('This is not a model file').waitFor();
    expect(await error.innerText()).not.toMatch(/delete/i);

    await picker.setInputFiles(DEMO_SPEECH_MODEL);
    await expect.poll(() => run.engine.settings().speech.model).toBe('toy-speech.bin');
    await expect.poll(() => page.locator('[data-error="true"]').count()).toBe(0);
    await page.getByText('toy-speech.bin', { exact: true }).waitFor();
  },
);
