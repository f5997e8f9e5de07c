import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startEngine, type Engine } from '../../engine/index.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { sha256, startDownloadServer, type DownloadServer } from '../fakes/download-server.ts';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import { toyAnswers } from '../fakes/toy-chat.ts';
import { PROJECT_ROOT } from '../workshop/source-files.ts';
import { accessibilityFaults, buildPages, hasChromium, launchChromium, type BuiltPages } from './browser.ts';
import { DEMO_SPEECH_MODEL, makeDataFolder } from './run-cli.ts';

const SMALL = { width: 420, height: 560 };
const NOBODY = 'http://127.0.0.1:9';
const MAX_CLICK_COUNT = 6;
const TOY_CHAT_MODEL = path.join(PROJECT_ROOT, 'assets', 'demo', 'toy-chat.gguf');

describe.skipIf(!hasChromium)(
  'the first run in Chromium, with the real engine and an empty data folder',
  () => {
    let pages: BuiltPages;
    beforeAll(async () => {
      pages = await buildPages();
    });
    afterAll(async () => {
      await pages?.[Symbol.asyncDispose]();
    });

    test('one click sets everything up, and the downloads run behind the rehearsal', async () => {
      await using downloads = await startDownloadServer(await readFile(DEMO_SPEECH_MODEL));
      await using ollama = await startFakeOllama({
        models: [{ name: 'toy:1b', sizeBytes: 1e9 }],
        answers: toyAnswers,
      });
      await using run = await startFirstRun(pages, { ollamaUrl: ollama.url, downloads });
      await using browser = await launchChromium();
      const page = await browser.newPage({ viewport: SMALL });
      await page.goto(run.url);
      const clicks = countClicks(page);
      const openedAtMs = performance.now();
      await page.getByRole('heading', { name: 'Before Sotto listens' }).waitFor();
      await page.getByText('toy-speech (').waitFor();
      expect(downloads.requests).toEqual([]);

      await clicks.on('Agree and set everything up');
      await page.getByRole('heading', { name: 'Ask your first question' }).waitFor();
      await clicks.on('What is the difference between a process and a thread?');
      await page.getByText('Answered by toy:1b').waitFor();
      expect(await page.locator('.guide-answer li').count()).toBeGreaterThan(0);
      expect(clicks.count).toBeLessThanOrEqual(MAX_CLICK_COUNT);
      const seconds = ((performance.now() - openedAtMs) / 1_000).toFixed(1);
      console.info(`first run: answered after ${clicks.count} clicks and ${seconds} s`);

      await expect.poll(() => run.engine.settings().model.name).toBe('toy:1b');
      await expect.poll(() => run.engine.settings().speech.model).toBe('toy-speech');
      expect(run.engine.settings()).toMatchObject({
        audio: { microphone: 'page', answerMicrophone: false },
        guide: { step: 'rehearsal' },
      });
      expect(run.engine.settings().privacy.consentAtMs).toBeTypeOf('number');
      await clicks.on('Finish');
      await page.getByRole('button', { name: 'Start listening' }).first().waitFor();
    });

    test('without any model the rehearsal is the demo call, before a download has come', async () => {
      await using downloads = await startDownloadServer(await readFile(TOY_CHAT_MODEL));
      downloads.script.push({ kind: 'stall', afterBytes: 10 });
      await using run = await startFirstRun(pages, {
        ollamaUrl: NOBODY,
        downloads,
        file: TOY_CHAT_MODEL,
        kind: 'chat',
      });
      await using browser = await launchChromium();
      const page = await browser.newPage({ viewport: SMALL });
      await page.goto(run.url);
      const clicks = countClicks(page);
      await clicks.on('Agree and set everything up');
      await page.getByText('Your models are not here yet.').waitFor();
      await clicks.on('Play the demo call');
      await page.locator('.guide-answer li').first().waitFor();
      expect(clicks.count).toBeLessThanOrEqual(MAX_CLICK_COUNT);
      expect(await accessibilityFaults(page)).toEqual([]);
      await clicks.on('Stop the demo call');
    });

    test('step by step, by keyboard alone, and a reload continues where it was', async () => {
      await using downloads = await startDownloadServer(await readFile(DEMO_SPEECH_MODEL));
      await using ollama = await startFakeOllama({ models: [], answers: toyAnswers, pullBytes: 1_000 });
      await using run = await startFirstRun(pages, { ollamaUrl: ollama.url, downloads });
      await using browser = await launchChromium(
        '--use-fake-ui-for-media-stream',
        '--use-fake-device-for-media-stream',
      );
      const page = await browser.newPage({ viewport: SMALL });
      await page.goto(run.url);
      await press(page, 'Agree and choose step by step');
      await page.getByRole('heading', { name: 'Who will ask the questions?' }).waitFor();
      // What is recommended is chosen already.
      await expect.poll(() => run.engine.settings().audio.them).not.toBe('none');
      await page.getByRole('radio', { name: /People on the call/ }).focus();
      await page.keyboard.press('ArrowDown');
      await expect
        .poll(() => run.engine.settings().audio)
        .toMatchObject({ them: 'none', answerMicrophone: true });
      await press(page, 'Test the sound');
      await page.getByRole('meter', { name: /In the room/ }).waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await press(page, 'Next');
      await page.getByRole('heading', { name: 'What turns speech into text' }).waitFor();
      await expect.poll(() => page.getByText('Not listening').count()).toBeGreaterThan(0);

      await page.reload();
      await page.getByRole('heading', { name: 'What turns speech into text' }).waitFor();
      await press(page, 'Download toy-speech');
      await page.getByText('Speech recognition is ready.').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await press(page, 'Next');
      await page.getByText('Ollama runs, but has no model that can answer.').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await press(page, /^Download toy-chat:1b/);
      await page.getByText('toy-chat:1b answers, on this machine.').waitFor();
      await press(page, 'Next');
      await page.getByRole('textbox', { name: 'Type a question' }).fill('What is TCP?');
      await page.keyboard.press('Enter');
      await page.getByText('Answered by toy-chat:1b').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await press(page, 'Finish');
      await expect.poll(() => run.engine.settings().guide.step).toBe('done');
      await page.reload();
      await page.getByRole('button', { name: 'Start listening' }).first().waitFor();
    });

    test('a microphone that may not be used leaves a way on', async () => {
      await using downloads = await startDownloadServer(Buffer.alloc(10));
      await using run = await startFirstRun(pages, { ollamaUrl: NOBODY, downloads });
      await using browser = await launchChromium('--deny-permission-prompts');
      const page = await browser.newPage({ viewport: SMALL });
      await page.goto(run.url);
      await press(page, 'Agree and choose step by step');
      // Without a person nobody answers the browser's question what to share.
      await page.locator('.guide-card[data-chosen="true"]').waitFor();
      await page.getByRole('radio', { name: /People in this room/ }).click();
      await page.locator('.guide-card[data-chosen="true"]').getByText('People in this room').waitFor();
      await press(page, 'Test the sound');
      await page.getByText('Sotto may not use the microphone').waitFor();
      await press(page, 'Go on without a microphone');
      await expect.poll(() => run.engine.settings().audio.microphone).toBe('none');
      await press(page, 'Skip the guide');
      await page.getByRole('textbox', { name: 'Type a question' }).waitFor();
    });
  },
);

interface FirstRun extends AsyncDisposable {
  readonly engine: Engine;
  readonly url: string;
}

/** Sotto as it is after installation, but for a manifest whose models are tiny and come from this machine. */
async function startFirstRun(
  pages: BuiltPages,
  options: {
    readonly ollamaUrl: string;
    readonly downloads: DownloadServer;
    readonly file?: string;
    readonly kind?: 'speech' | 'chat';
  },
): Promise<FirstRun> {
  const { downloads, kind = 'speech' } = options;
  const data = makeDataFolder();
  const assets = await mkdtemp(path.join(tmpdir(), 'sotto-assets-'));
  await cp(path.join(PROJECT_ROOT, 'assets'), assets, { recursive: true });
  const common = {
    description: '',
    languages: ['*'],
    licence: 'MIT',
    memoryBytes: 1,
    coreCount: 1,
    source: 'a test',
  };
  const served = {
    name: 'toy.bin',
    url: downloads.url('toy.bin'),
    bytes: downloads.content.byteLength,
    sha256: sha256(downloads.content),
  };
  const absent = { ...served, url: `${NOBODY}/toy.bin` };
  await writeFile(
    path.join(assets, 'models.json'),
    JSON.stringify({
      version: 1,
      models: [
        { ...common, kind: 'speech', name: 'toy-speech', files: [kind === 'speech' ? served : absent] },
        {
          ...common,
          kind: 'chat',
          name: 'toy-chat',
          ollamaName: 'toy-chat:1b',
          files: [{ ...(kind === 'chat' ? served : absent), name: 'toy.gguf' }],
        },
      ],
    }),
  );
  const engine = await startEngine(
    {
      config: {
        dataDir: data.path,
        port: 0,
        logLevel: 'warn',
        overrides: { model: { ollamaUrl: options.ollamaUrl } },
      },
      assetsDirectory: assets,
      staticDirectory: pages.directory,
      appVersion: 'test',
      warm: ['speech', 'model'],
      log: silentLogger,
    },
    AbortSignal.timeout(60_000),
  );
  return {
    engine,
    url: engine.server?.hudUrl() ?? '',
    [Symbol.asyncDispose]: async () => {
      await engine[Symbol.asyncDispose]();
      data[Symbol.dispose]();
      await rm(assets, { recursive: true });
    },
  };
}

function countClicks(page: Page): { count: number; on(name: string): Promise<void> } {
  const clicks = {
    count: 0,
    on: async (name: string): Promise<void> => {
      await page.getByRole('button', { name, exact: true }).click();
      clicks.count += 1;
    },
  };
  return clicks;
}

/** As the keyboard does it. */
async function press(page: Page, name: string | RegExp): Promise<void> {
  const button = page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
  await button.focus();
  await page.keyboard.press('Enter');
}
