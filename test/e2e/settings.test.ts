import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startProtocolServer, type ProtocolServer } from '../fakes/protocol-server.ts';
import { accessibilityFaults, buildPages, hasChromium, launchChromium, type BuiltPages } from './browser.ts';
import { healthyParts } from './hud-scenes.ts';

const SECRET = 'the merger closes in May';

describe.skipIf(!hasChromium)('the settings in Chromium, against the real server without an engine', () => {
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
    context = await browser.newContext({ viewport: { width: 900, height: 800 } });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    page = await context.newPage();
    engine.publish(...healthyParts);
    await page.goto(engine.server.settingsUrl());
    await page.getByRole('heading', { name: 'Model', exact: true }).waitFor();
  });
  afterEach(async () => {
    await context.close();
    await engine[Symbol.asyncDispose]();
  });
  const open = (name: string): Promise<void> =>
    page.getByRole('navigation').getByRole('button', { name, exact: true }).click();
  const changes = (): unknown[] =>
    engine.commands.flatMap(({ command }) => (command.type === 'change-settings' ? [command.patch] : []));

  test('models that cannot answer here are told why and cannot be chosen; the others are measured', async () => {
    engine.publish({
      type: 'models.listed',
      backend: 'ollama',
      address: 'http://127.0.0.1:11434',
      selected: 'small',
      location: 'this-machine',
      models: [
        { name: 'small', canThink: false, isRemote: false, isLoaded: true },
        { name: 'embedder', canThink: false, isRemote: false, isLoaded: false, unsuited: 'not-chat' },
        { name: 'unfinished', canThink: false, isRemote: false, isLoaded: false, unsuited: 'base' },
        { name: 'far:cloud', canThink: false, isRemote: true, isLoaded: false },
      ],
    });
    for (const name of [/embedder.*Cannot chat/, /unfinished.*base model/, /far:cloud.*not allowed/]) {
      expect(await page.getByRole('radio', { name }).isDisabled()).toBe(true);
    }
    await page.getByRole('button', { name: 'Test and measure small' }).click();
    expect(await engine.commanded('measure-model')).toEqual({ type: 'measure-model', name: 'small' });
    const measured = { type: 'model.measured', name: 'small', status: 'completed', detail: '' } as const;
    engine.publish({ ...measured, firstTokenMs: 420, tokensPerSecond: 31.4 });
    await page.getByText('First word after 420ms, 31 tokens a second, on this machine').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  test('a shortcut of the system is refused by name, and the refusal goes with the next good one', async () => {
    await open('Keys');
    const recorder = page.getByRole('button', { name: /Hold to ask/ }).first();
    for (const shortcut of ['Control+KeyC', 'F5', 'Control+Alt+Delete']) {
      await recorder.click();
      await page.keyboard.press(shortcut);
      await page.getByText('belongs to the system or to every program').waitFor();
    }
    expect(changes()).toEqual([]);
    await recorder.click();
    await page.keyboard.press('Control+Shift+KeyY');
    await expect.poll(changes).toEqual([{ keys: { pushToTalk: 'CommandOrControl+Shift+Y' } }]);
    expect(await page.getByText('belongs to the system').count()).toBe(0);
    await page.getByRole('button', { name: 'Reset Hold to ask' }).click();
    await expect
      .poll(() => changes().at(-1))
      .toEqual({ keys: { pushToTalk: 'CommandOrControl+Shift+Space' } });
    await expect.poll(() => page.getByRole('button', { name: 'Reset Hold to ask' }).count()).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  test('what is wrong with an address is said in plain words, and no longer once it is right', async () => {
    const address = page.getByLabel('Ollama address');
    await address.fill('ftp://nowhere');
    await address.press('Enter');
    await page.getByText('Use an address that starts with http:// or https://.').waitFor();
    await address.fill('http://user:secret@127.0.0.1:11434');
    await page.getByText('Leave user name and password out, and enter an access token.').waitFor();
    await address.fill('http://127.0.0.1:11435');
    await expect.poll(() => page.locator('[data-error="true"]').count()).toBe(0);
    expect(changes()).toEqual([]);
  });

  test('diagnostics show states, times and codes, and the report holds no word of a call', async () => {
    await open('Diagnostics');
    await engine.commanded('collect-diagnostics');
    engine.publish(
      {
        type: 'diagnostics.collected',
        components: [{ component: 'speech', status: 'ready', forMs: 120_000 }],
        failures: [{ code: 'model-timeout', ageMs: 5_000 }],
        turns: [
          {
            channel: 'them',
            ageMs: 9_000,
            isFromLastWord: true,
            path: 'live',
            status: 'complete',
            model: 'llama3.2:3b',
            marks: [
              { name: 'turn-ended', sinceStartMs: 320 },
              { name: 'first-bullet', sinceStartMs: 780 },
            ],
          },
        ],
      },
      {
        type: 'metrics.measured',
        counters: { turns: 1 },
        latencies: { 'eou-to-first-bullet-live': { count: 1, p50Ms: 460, p95Ms: 470, p99Ms: 480 } },
      },
      { type: 'component.changed', state: { component: 'model', status: 'failed', reason: SECRET } },
      { type: 'failed', code: 'internal', message: SECRET, remedy: SECRET },
    );
    await page.getByText('Ready for 2m').waitFor();
    await page.getByText('The model did not answer in time.').waitFor();
    await page.getByText('The model that answers: llama3.2:3b').waitFor();
    await page.getByText('end of turn 320ms · first bullet 780ms').waitFor();
    await page.getByText('p50 460ms · p95 470ms · p99 480ms').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Copy report' }).click();
    await page.getByText('Copied').waitFor();
    const report = await page.evaluate(() => navigator.clipboard.readText());
    expect(JSON.parse(report)).toMatchObject({
      failures: [{ code: 'model-timeout' }],
      turns: [{ path: 'live' }],
    });
    expect(report).not.toContain(SECRET);
  });

  test('a search shows the settings that have the words, wherever they are', async () => {
    const search = page.getByRole('searchbox', { name: 'Search settings' });
    await search.fill('wipe');
    await page.getByLabel('Wipe erases').waitFor();
    expect(await page.getByRole('heading').allInnerTexts()).toEqual(['Settings', 'Privacy']);
    expect(await accessibilityFaults(page)).toEqual([]);
    await search.fill('model sees');
    await page.getByRole('slider', { name: 'Context' }).waitFor();
    await search.fill('zzz');
    await page.getByText('No setting matches “zzz”.').waitFor();
    await search.press('Escape');
    await page.getByRole('heading', { name: 'Model', exact: true }).waitFor();
    expect(await search.inputValue()).toBe('');
  });

  test('a browser is not offered what only the desktop app does', async () => {
    expect(await page.getByRole('button', { name: 'Desktop' }).count()).toBe(0);
    await page.getByRole('searchbox').fill('window opacity');
    await page.getByText('No setting matches').waitFor();
  });

  test('a preset fills in the profile, and the user’s own words come back', async () => {
    await open('Answers');
    const profileNow = (): Promise<readonly string[]> =>
      Promise.all(
        ['Your role', 'Topic', 'Notes'].map((label) =>
          page.getByRole('textbox', { name: label }).inputValue(),
        ),
      );
    await page.getByLabel('Your role').fill('Beekeeper');
    await page.getByLabel('Your role').press('Enter');
    await expect.poll(changes).toEqual([{ profile: { role: 'Beekeeper' } }]);
    const preset = page.getByLabel('Kind of call');
    await preset.selectOption('Customer support');
    await expect
      .poll(profileNow)
      .toEqual([
        'Support technician',
        'Customer support call',
        'Begin with the step that is quickest to try.',
      ]);
    await preset.selectOption('My own');
    await expect.poll(profileNow).toEqual(['Beekeeper', '', '']);
  });

  test('languages are chosen by their names in the language of the interface', async () => {
    await open('Answers');
    await page.getByLabel('Language of the answers').selectOption('German');
    await expect.poll(changes).toEqual([{ answer: { language: 'de' } }]);
    await open('Appearance');
    await page.getByLabel('Language of Sotto').selectOption('de');
    await open('Antworten');
    expect(await page.getByLabel('Sprache der Antworten').locator('option:checked').innerText()).toBe(
      'Deutsch',
    );
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});
