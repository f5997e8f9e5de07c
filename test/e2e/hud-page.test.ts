import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { EngineError } from '../../engine/base/engine-error.ts';
import type { UnstampedEvent } from '../../engine/protocol/events.ts';
import { startProtocolServer, type ProtocolServer } from '../fakes/protocol-server.ts';
import { accessibilityFaults, buildPages, hasChromium, launchChromium, type BuiltPages } from './browser.ts';
import { answeredTurn, brokenParts, healthyParts, streamingTurn } from './hud-scenes.ts';

const SMALL = { width: 420, height: 560 };
const WIDE = { width: 1_280, height: 800 };

describe.skipIf(!hasChromium)('the pages in Chromium, against the real server without an engine', () => {
  let pages: BuiltPages;
  let browser: Browser;
  let engine: ProtocolServer;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    [pages, browser] = await Promise.all([buildPages(), launchChromium()]);
  });
  afterAll(async () => {
    await browser?.close();
    await pages?.[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    complaints = [];
    engine = await startProtocolServer({ staticDirectory: pages.directory });
    context = await browser.newContext({ viewport: SMALL, colorScheme: 'dark' });
    await context.route(
      (url) => url.origin !== engine.server.origin,
      (route) => {
        complaints.push(`left the machine: ${route.request().url()}`);
        return route.abort();
      },
    );
    page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  });
  afterEach(async () => {
    await context.close();
    await engine[Symbol.asyncDispose]();
    expect(complaints).toEqual([]);
  });

  const openHud = async (...events: readonly UnstampedEvent[]): Promise<void> => {
    engine.publish(...events);
    await page.goto(engine.server.hudUrl());
    await page.getByText('Not listening').or(page.getByText('Listening').first()).first().waitFor();
  };
  const commandTypes = (): string[] =>
    engine.commands.map(({ command }) => command.type).filter((type) => type !== 'report-painted');

  test('the one-time code leaves the address bar, and a reload continues with the same session', async () => {
    await openHud(...healthyParts);
    expect(page.url()).toBe(`${engine.server.origin}/`);
    await page.reload();
    await page.getByText('Ready for your next call').waitFor();
  });

  test('without a session the page says how to get one', async () => {
    await page.goto(engine.server.origin);
    await page.getByText('This page needs a fresh link').waitFor();
    await page.goto(`${engine.server.origin}/settings.html`);
    await page.getByText('This page needs a fresh link').waitFor();
  });

  test('when the engine was started again the page says that its session is over', async () => {
    await openHud();
    const { port } = engine.server;
    await engine[Symbol.asyncDispose]();
    await page.getByText('Reconnecting…').waitFor();
    engine = await startProtocolServer({ staticDirectory: pages.directory, port });
    await page.getByText('This page needs a fresh link').waitFor();
    // The browser itself reports each handshake that fails.
    complaints = complaints.filter((text) => !text.includes('WebSocket') && !text.includes('ERR_CONNECTION'));
  });

  test('bullets are painted as they stream, marked with how they came, and the paint is reported', async () => {
    await openHud(...healthyParts);
    engine.publish(...streamingTurn);
    await page.getByText('Return 429 with').waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    const report = await engine.commanded('report-painted');
    expect(report).toEqual({ type: 'report-painted', turnId: 's1', sinceEventMs: expect.any(Number) });
    engine.publish({
      type: 'answer.completed',
      turnId: 's1',
      bullets: ['One', 'Two'],
      path: 'live',
      status: 'interrupted',
      latencyMs: 1_140,
      firstBulletMs: 212,
      isStale: false,
    });
    await page.getByText('Interrupted').waitFor();
    await page.getByRole('button', { name: 'More about this answer' }).click();
    await page.getByText('212ms to first bullet').waitFor();
    await page.getByText('1.1s in all').waitFor();
  });

  test('the wait for a silent model is shown with its time, which continues by itself', async () => {
    await openHud(...healthyParts);
    engine.publish(...streamingTurn.slice(0, 2));
    await page.getByText('Waiting for the answer…').waitFor();
    engine.publish({ type: 'answer.waiting', turnId: 's1', reason: 'first-token', elapsedMs: 27_000 });
    await page.getByText('Waiting for the first word… 28s').waitFor();
    await page.getByText('Waiting for the first word… 29s').waitFor();
    engine.publish(...streamingTurn.slice(2));
    await page.getByText('Return 429 with').waitFor();
    expect(await page.getByText('Waiting for').count()).toBe(0);
  });

  test('an old answer says so, and its refreshed bullets come when they are asked for', async () => {
    await openHud(...healthyParts);
    engine.publish(...streamingTurn, {
      type: 'answer.completed',
      turnId: 's1',
      bullets: ['Old advice'],
      path: 'cached',
      status: 'complete',
      latencyMs: 1,
      firstBulletMs: 1,
      isStale: true,
    });
    const bullet = page.locator('li.bullet');
    await bullet.getByText('Old advice').waitFor();
    await page.getByText('Older answer', { exact: true }).waitFor();
    engine.publish({ type: 'answer.refreshed', turnId: 's1', bullets: ['New advice'] });
    await page.getByRole('button', { name: 'Show the updated answer' }).waitFor();
    expect(await bullet.allTextContents()).toEqual(['Old advice']);
    await page.getByRole('button', { name: 'Show the updated answer' }).click();
    await bullet.getByText('New advice').waitFor();
    expect(await page.getByText(/Old advice|Older answer/).count()).toBe(0);
  });

  test('a new bullet moves nothing that is there, and only finished bullets are read out', async () => {
    await openHud(...healthyParts);
    engine.publish(...streamingTurn);
    const first = page.locator('.bullet').first();
    await page.getByText('Return 429 with').waitFor();
    const toolbar = page.getByRole('toolbar', { name: 'Answer' });
    const places = async () => [await first.boundingBox(), await toolbar.boundingBox()];
    const before = await places();
    expect(await page.locator('[aria-live] p').allTextContents()).toEqual([
      'How would you design a rate limiter?',
      'Token bucket per API key, refilled at a steady rate',
      'Keep counters in Redis, so all nodes agree',
    ]);
    engine.publish({
      type: 'answer.extended',
      turnId: 's1',
      bullets: [
        'Token bucket per API key, refilled at a steady rate',
        'B',
        'C',
        'Say in a header when to retry',
      ],
    });
    await page.getByText('Say in a header when to retry').waitFor();
    expect(await places()).toEqual(before);
  });

  test('what speakers and models say is text, whatever it looks like', async () => {
    const attack =
      '<img src=x onerror="document.title=1"><script>document.title=2</script>**b** [x](javascript:1)';
    await openHud(
      { type: 'transcript.completed', turnId: 'x', channel: 'them', text: attack, startMs: 0, endMs: 1 },
      { type: 'answer.started', turnId: 'x', question: attack, path: 'live', model: attack },
      { type: 'answer.extended', turnId: 'x', bullets: [attack] },
      { type: 'component.changed', state: { component: 'model', status: 'failed', reason: attack } },
    );
    expect(await page.locator('.bullet').first().textContent()).toBe(attack);
    expect(await page.locator('.question').textContent()).toBe(attack);
    expect(await page.locator('#root img, #root script, #root a').count()).toBe(0);
    expect(await page.title()).toBe('Sotto');
  });

  test('consent comes before the first capture, by keyboard alone', async () => {
    await openHud(...healthyParts);
    await page.getByRole('button', { name: 'Start listening' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('Before Sotto listens').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(commandTypes()).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await engine.commanded('start-capture');
    expect(commandTypes().slice(0, 2)).toEqual(['give-consent', 'start-capture']);
    await page.getByText('Listening', { exact: true }).waitFor();
  });

  test('typing asks, and a refusal says why and what to do', async () => {
    await openHud(...healthyParts);
    await page.getByLabel('Type a question').fill('What is TCP?');
    await page.keyboard.press('Enter');
    expect(await engine.commanded('ask')).toEqual({ type: 'ask', text: 'What is TCP?' });
    engine.refuse('ask', new EngineError('busy', 'Too many questions wait.', 'Wait for one to end.'));
    await page.getByLabel('Type a question').fill('And UDP?');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('Too many questions wait.').waitFor();
    expect(await page.getByLabel('Type a question').inputValue()).toBe('And UDP?');
  });

  test('push-to-talk is held by pointer, by Space on its button and by its keys in the page', async () => {
    engine.settings = { ...engine.settings, privacy: { ...engine.settings.privacy, consentAtMs: 1 } };
    await openHud(
      { type: 'settings.changed', settings: engine.settings },
      { type: 'capture.changed', isCapturing: true, isPaused: false, isDemo: false, channels: ['them'] },
    );
    const phases = (): string[] =>
      engine.commands.flatMap(({ command }) => (command.type === 'push-to-talk' ? [command.phase] : []));
    const button = page.getByRole('button', { name: 'Hold to ask' });
    const held = page.getByRole('button', { name: 'Let go to ask' });
    await button.hover();
    await page.mouse.down();
    await held.waitFor();
    await page.mouse.up();
    await button.waitFor();
    await button.focus();
    await page.keyboard.down('Space');
    await held.waitFor();
    await page.keyboard.up('Space');
    await button.waitFor();
    await page.getByLabel('Type a question').focus();
    for (const key of ['Control', 'Shift', 'Space']) await page.keyboard.down(key);
    await held.waitFor();
    await page.keyboard.up('Space');
    await button.waitFor();
    expect(phases()).toEqual(['press', 'release', 'press', 'release', 'press', 'release']);
  });

  test('a turn that was passed over can be asked, and an answer judged', async () => {
    await openHud(...healthyParts, ...answeredTurn);
    await page.getByRole('button', { name: 'Answer it' }).click();
    expect(await engine.commanded('ask-turn')).toEqual({ type: 'ask-turn', turnId: 'a2' });
    await page.getByRole('button', { name: 'More about this answer' }).click();
    await page.getByRole('button', { name: 'Not a question' }).click();
    expect(await engine.commanded('give-feedback')).toEqual({
      type: 'give-feedback',
      turnId: 'a1',
      verdict: 'not-a-question',
    });
    await page.getByRole('button', { name: 'Ask again' }).click();
    expect(await engine.commanded('regenerate')).toEqual({ type: 'regenerate', turnId: 'a1' });
  });

  test('each broken part offers its one action', async () => {
    await openHud(...brokenParts);
    await page.getByRole('button', { name: 'Download base.en' }).first().click();
    expect(await engine.commanded('download-model-file')).toEqual({
      type: 'download-model-file',
      kind: 'speech',
      name: 'base.en',
    });
    await page.getByRole('button', { name: 'Look again' }).click();
    expect(await engine.commanded('retry')).toEqual({ type: 'retry', component: 'model' });
    await page.getByRole('button', { name: 'Choose another key' }).click();
    await page.getByRole('heading', { name: 'Keys' }).waitFor();
  });

  test('settings are judged by the engine’s schema, applied at once and shown as the engine says', async () => {
    await openHud(...healthyParts);
    await page.getByRole('button', { name: 'Open settings' }).click();
    await page.getByRole('radio', { name: 'qwen3:8b' }).click();
    expect(await engine.commanded('change-settings')).toEqual({
      type: 'change-settings',
      patch: { model: { name: 'qwen3:8b' } },
    });
    const address = page.getByLabel('Ollama address');
    await address.fill('ftp://elsewhere');
    await address.press('Enter');
    await page.getByText('Use an address that starts with http:// or https://.').waitFor();
    expect(engine.settings.model).toMatchObject({ name: 'qwen3:8b', ollamaUrl: 'http://127.0.0.1:11434' });
    await address.fill('http://192.168.1.5:11434');
    await address.press('Enter');
    await page.getByText('Saved').waitFor();
    expect(engine.settings.model.ollamaUrl).toBe('http://192.168.1.5:11434');
    engine.refuse(
      'change-settings',
      new EngineError('settings-unwritable', 'The disk is full.', 'Free some space.'),
    );
    await page.getByLabel('Where the model runs').selectOption('embedded');
    await page.getByText('The disk is full. Free some space.').waitFor();
    expect(await page.getByLabel('Where the model runs').inputValue()).toBe('auto');
  });

  test('the push-to-talk keys are set by pressing them', async () => {
    await openHud(...healthyParts);
    await page.getByRole('button', { name: 'Open settings' }).click();
    await page.getByRole('button', { name: 'Keys', exact: true }).click();
    await page.getByRole('button', { name: 'Hold to ask' }).click();
    await page.keyboard.press('Alt+K');
    await page.getByText('Saved').waitFor();
    expect(engine.settings.keys.pushToTalk).toBe('Alt+K');
  });

  test('the settings window works by itself with its own role', async () => {
    engine.publish(...healthyParts);
    await page.goto(engine.server.settingsUrl());
    await page.getByRole('button', { name: 'Questions' }).click();
    await page.getByText('Finds 8 of 10 questions').waitFor();
    expect(new Set(engine.commands.map(({ role }) => role))).toEqual(new Set(['settings']));
  });

  const looks = [
    { name: 'small and dark', viewport: SMALL, colorScheme: 'dark' },
    { name: 'small and light', viewport: SMALL, colorScheme: 'light' },
    { name: 'wide and dark', viewport: WIDE, colorScheme: 'dark' },
    { name: 'wide and light', viewport: WIDE, colorScheme: 'light' },
  ] as const;

  test.each(looks)('the HUD breaks no accessibility rule, $name', async ({ viewport, colorScheme }) => {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await openHud(...brokenParts);
    expect(await accessibilityFaults(page)).toEqual([]);
    engine.publish(...healthyParts, ...answeredTurn, ...streamingTurn);
    await page.getByRole('button', { name: 'New answer ready' }).click();
    await page.locator('.bullet').getByText('Return 429 with').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await tooSmallTargets()).toEqual([]);
  });

  test.each([looks[0], looks[3]])('the settings break none, $name', async ({ viewport, colorScheme }) => {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    engine.publish(...healthyParts);
    await page.goto(engine.server.settingsUrl());
    await page.getByText('gpt-oss:120b-cloud').waitFor();
    for (const section of await page.locator('.settings-nav button').all()) {
      await section.click();
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await tooSmallTargets()).toEqual([]);
    }
  });

  /** Controls below 24 px either way. */
  const tooSmallTargets = (): Promise<string[]> =>
    page.evaluate(() =>
      [...document.querySelectorAll('button, select, textarea, input:not([type=radio])')]
        .filter((element) => {
          const { width, height } = element.getBoundingClientRect();
          return width > 0 && (width < 24 || height < 24);
        })
        .map((element) => element.outerHTML),
    );
});
