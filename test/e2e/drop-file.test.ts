import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { HISTORY_PAGE } from '../../engine/protocol/session.ts';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import { sampleNamed } from '../fakes/spoken-samples.ts';
import { PROJECT_ROOT } from '../workshop/source-files.ts';
import { type BuiltPages, buildPages, accessibilityFaults, hasChromium, launchChromium } from './browser.ts';
import { startEngineInTest } from './engine-in-test.ts';
import { eventsOf, makeDataFolder } from './run-cli.ts';

/** Recordings that are dropped on the HUD, from the drop to the history. */

const SPOKEN = sampleNamed('how-would-you-design-a-rate-limiter');
const QUESTION_M4A = path.join(PROJECT_ROOT, 'test/fixtures/sound/question.m4a');
const FIXTURES = path.join(PROJECT_ROOT, 'test/fixtures/samples');

afterEach(() => vi.unstubAllEnvs());

/** Drops a file as a user does who drags it out of a file manager; `others` come with it. */
async function drop(
  page: Page,
  file: string,
  name = path.basename(file),
  others: readonly string[] = [],
): Promise<void> {
  const base64 = readFileSync(file).toString('base64');
  await page.evaluate(
    ([text, ...names]) => {
      const content = Uint8Array.from(atob(text), (letter) => letter.codePointAt(0) ?? 0);
      const transfer = new DataTransfer();
      for (const fileName of names) transfer.items.add(new File([content], fileName));
      document.body.dispatchEvent(
        new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }),
      );
    },
    [base64, name, ...others] as const,
  );
}

let pages: BuiltPages;
let browser: Browser;

describe.skipIf(!hasChromium)('a recording that is dropped on the HUD', () => {
  beforeAll(async () => {
    [pages, browser] = await Promise.all([buildPages(), launchChromium()]);
  });
  afterAll(async () => {
    await browser.close();
    await pages[Symbol.asyncDispose]();
  });

  test('is transcribed, whatever its format, and goes into the history', async () => {
    await using hud = await openHud();
    const { page, run, heard } = hud;
    using folder = makeDataFolder();
    const through = () =>
      eventsOf(run.events, 'file.progressed').filter(({ status }) => status === 'completed').length;

    await drop(page, path.join(FIXTURES, SPOKEN.file));
    await expect.poll(through).toBe(1);
    expect(heard()).toEqual([SPOKEN.text]);
    await page.getByText(/wav is transcribed/).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);

    const flac = path.join(folder.path, 'call.flac');
    await promisify(execFile)('sox', [path.join(FIXTURES, SPOKEN.file), flac]);
    await drop(page, flac);
    await expect.poll(through).toBe(2);
    expect(heard()).toEqual([SPOKEN.text, SPOKEN.text]);
    expect(eventsOf(run.events, 'answer.started')).toEqual([]);
    // The copies that were handed over are gone.
    await expect.poll(() => readdirSync(path.join(run.dataDir, 'uploads/sound'))).toEqual([]);

    await drop(page, path.join(PROJECT_ROOT, 'README.md'), 'notes.wav');
    await page.getByText(/notes\.wav cannot be read as sound/).waitFor();
  });

  test('of several the first is taken, and the others are named, also while one is under way', async () => {
    await using hud = await openHud();
    using folder = makeDataFolder();
    const long = path.join(folder.path, 'long.flac');
    await promisify(execFile)('sox', [path.join(FIXTURES, SPOKEN.file), '-r', '8k', long, 'repeat', '400']);
    await drop(hud.page, long, 'first.flac', ['second.flac', 'third.flac']);
    await hud.page.getByText(/one recording .* at a time: second\.flac, third\.flac\./).waitFor();
    await hud.page.getByText('first.flac', { exact: true }).filter({ visible: true }).first().waitFor();
    await drop(hud.page, long, 'fourth.flac');
    await hud.page.getByText(/at a time: fourth\.flac\./).waitFor();
    await hud.page.getByText(/× as fast as it was spoken/).waitFor();
    await drop(hud.page, long, 'fifth.flac');
    await hud.page.getByText(/at a time: fifth\.flac\./).waitFor();
    await hud.page.getByRole('button', { name: 'Stop', exact: true }).last().click();
    await hud.page.getByText(/was stopped after/).waitFor();
    const names = eventsOf(hud.run.events, 'file.progressed').map(({ name }) => name);
    expect([...new Set(names)]).toEqual(['first.flac']);
  });

  test('every usual format is read to its end without any other program', async () => {
    await using hud = await openHud();
    vi.stubEnv('PATH', '');
    for (const ending of ['mp3', 'm4a', 'opus', 'flac']) {
      await drop(hud.page, path.join(PROJECT_ROOT, `test/fixtures/sound/question.${ending}`));
      const ended = () =>
        eventsOf(hud.run.events, 'file.progressed').findLast(({ status }) => status !== 'running');
      await expect.poll(() => ended()?.name).toBe(`question.${ending}`);
      expect(ended()).toMatchObject({ status: 'completed' });
      expect(ended()?.heardMs).toBeGreaterThan(2_000);
      await hud.page.getByText(`question.${ending} is transcribed.`).waitFor();
    }
  });

  test('a long one shows how far it is, how fast and how long still, and Stop keeps what was heard', async () => {
    await using hud = await openHud();
    using folder = makeDataFolder();
    const long = path.join(folder.path, 'long.flac');
    await promisify(execFile)('sox', [path.join(FIXTURES, SPOKEN.file), '-r', '8k', long, 'repeat', '400']);
    await drop(hud.page, long);
    const figures = /\d.* of .*\d.* · [\d.]+× as fast as it was spoken · about .* left/;
    await hud.page.getByText(figures).waitFor();
    await expect.poll(() => hud.heard().length).toBeGreaterThan(1);
    await hud.page.getByRole('button', { name: 'Stop', exact: true }).last().click();
    await hud.page.getByText(/was stopped after/).waitFor();
    const end = eventsOf(hud.run.events, 'file.progressed').at(-1);
    expect(end).toMatchObject({ status: 'stopped', name: 'long.flac' });
    expect(end?.heardMs).toBeLessThan(end?.durationMs ?? 0);
    const { server } = hud.run.engine;
    const tokens = { history: server?.mintToken('history') };
    const past = await hud.page.context().newPage();
    await past.addInitScript(
      `globalThis.sotto = { session: () => Promise.resolve(${JSON.stringify({ tokens })}) };`,
    );
    await past.goto((server?.origin ?? '') + HISTORY_PAGE);
    await past.getByRole('navigation', { name: 'Past calls' }).getByRole('button').first().click();
    await past.getByText(SPOKEN.text).first().waitFor();
  });

  test('what is not audio is refused with the reason', async () => {
    await using hud = await openHud();
    using folder = makeDataFolder();
    const refused = async (name: string, bytes: Uint8Array, reason: RegExp): Promise<void> => {
      const file = path.join(folder.path, name);
      writeFileSync(file, bytes);
      await drop(hud.page, file);
      await hud.page.getByRole('alert').getByText(reason).waitFor();
    };
    await refused('song.mid', Buffer.from('MThd\0\0\0\x06\0\0\0\x01\0\x60', 'latin1'), /MIDI/);
    await refused('cut.m4a', readFileSync(QUESTION_M4A).subarray(0, 5_000), /damaged or incomplete/);
    await refused('empty.mp3', new Uint8Array(), /./);
  });
});

/** The HUD of a real engine in a real browser. */
async function openHud() {
  await using opened = new AsyncDisposableStack();
  const ollama = opened.use(await startFakeOllama({ models: [{ name: 'toy:1b' }] }));
  const run = opened.use(
    await startEngineInTest({ ollamaUrl: ollama.url, staticDirectory: pages.directory }),
  );
  const page = await opened.use(await browser.newContext()).newPage();
  await page.goto(run.engine.server?.hudUrl() ?? '');
  await page.getByRole('button', { name: 'Start listening' }).first().waitFor();
  const closing = opened.move();
  return {
    run,
    page,
    heard: () => eventsOf(run.events, 'transcript.completed').map(({ text }) => text),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}
