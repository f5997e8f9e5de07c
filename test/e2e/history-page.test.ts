import type { Browser, Page } from 'playwright-core';
import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../engine/base/clock.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { openHistory, type History } from '../../engine/history/history-store.ts';
import { HISTORY_PAGE } from '../../engine/protocol/session.ts';
import { pastCallsOf } from '../engine/call/past-calls-of.ts';
import { answerOf, transcriptOf } from '../engine/history/samples.ts';
import { startProtocolServer, type ProtocolServer } from '../fakes/protocol-server.ts';
import { accessibilityFaults, buildPages, hasChromium, launchChromium, type BuiltPages } from './browser.ts';
import { healthyParts } from './hud-scenes.ts';

const WIDE = { width: 720, height: 760 };
const HUD = { width: 420, height: 560 };
const PICTURES = process.env['SOTTO_SCREENSHOTS'];

describe.skipIf(!hasChromium)('past calls, in Chromium', () => {
  let pages: BuiltPages;
  let browser: Browser;
  let history: History;
  let engine: ProtocolServer;
  let page: Page;

  beforeAll(async () => {
    [pages, browser] = await Promise.all([buildPages(), launchChromium()]);
  });
  afterAll(async () => {
    await browser?.close();
    await pages?.[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    history = openHistory({ path: ':memory:', clock: systemClock, log: silentLogger });
    keepCall(history, 'a', 'What is TCP?', ['A <b>transport</b> protocol', 'Ordered and reliable']);
    keepCall(history, 'b', 'How do indexes help?', ['They save reading whole tables']);
    engine = await startProtocolServer({ staticDirectory: pages.directory, calls: pastCallsOf(history) });
    engine.publish(...healthyParts);
    page = await browser.newPage({ viewport: WIDE, acceptDownloads: true });
  });
  afterEach(async () => {
    await page.close();
    await engine[Symbol.asyncDispose]();
    history.close();
  });

  /** As a window of the desktop app: the shell's bridge gives the token. */
  const openWindow = async (): Promise<void> => {
    const tokens = { history: engine.server.mintToken('history') };
    await page.addInitScript(
      `globalThis.sotto = { session: () => Promise.resolve(${JSON.stringify({ tokens })}) };`,
    );
    await page.goto(engine.server.origin + HISTORY_PAGE);
    await page.getByRole('heading', { name: 'Past calls' }).waitFor();
  };
  const picture = async (name: string): Promise<void> => {
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/history-${name}.png` });
  };
  const list = () => page.getByRole('navigation', { name: 'Past calls' });
  const body = () => page.getByRole('main', { name: 'The call' });

  test('a call is chosen and read as text, in the order of what happened, and nothing breaks a rule', async () => {
    await openWindow();
    const calls = list().getByRole('button');
    await expect.poll(() => calls.count()).toBe(2);
    expect(await calls.first().innerText()).toContain('1 line · 1 answer');
    await picture('list');
    await calls.last().click();
    await body().getByRole('heading', { name: 'What is TCP?' }).waitFor();
    expect(await body().getByRole('listitem').allInnerTexts()).toEqual(
      expect.arrayContaining(['A <b>transport</b> protocol', 'Ordered and reliable']),
    );
    expect(await accessibilityFaults(page)).toEqual([]);
    await picture('call');
    await page.keyboard.press('Escape');
    await body().getByText('Choose a call to read it.').waitFor();
  });

  test('a search finds words of answers, and says when there is nothing', async () => {
    await openWindow();
    await page.getByRole('searchbox').fill('tables');
    await expect
      .poll(() => list().getByRole('button').allInnerTexts())
      .toEqual([expect.stringContaining('They save reading whole tables')]);
    await picture('search');
    await page.getByRole('searchbox').fill('nothing of the kind');
    await list().getByText('Nothing found for “nothing of the kind”.').waitFor();
    await page.getByRole('searchbox').fill('');
    await expect.poll(() => list().getByRole('button').count()).toBe(2);
  });

  test('a call is saved as a file, and deleted for good at the second press', async () => {
    await openWindow();
    await list().getByRole('button').first().click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      body().getByRole('button', { name: 'Save as Markdown' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^sotto-\d{4}-\d\d-\d\d-\d+\.md$/);
    expect(await readFile(await download.path(), 'utf8')).toContain('How do indexes help?');
    await body().getByRole('button', { name: 'Delete…' }).click();
    await body().getByRole('button', { name: 'Keep it' }).click();
    expect(history.list()).toHaveLength(2);
    await body().getByRole('button', { name: 'Delete…' }).click();
    await body().getByRole('button', { name: 'Delete this call for good' }).click();
    await expect.poll(() => list().getByRole('button').count()).toBe(1);
    expect(history.search('tables')).toEqual([]);
  });

  test('where there is room for one thing only, a call that cannot be deleted is reported beside the call', async () => {
    await page.setViewportSize(HUD);
    await openWindow();
    await list().getByRole('button').first().click();
    await page.route('**/calls/*', (route) =>
      route.request().method() === 'DELETE'
        ? route.fulfill({
            status: 503,
            json: {
              code: 'history-unavailable',
              message: 'The history cannot be read.',
              remedy: 'Check it.',
            },
          })
        : route.continue(),
    );
    await body().getByRole('button', { name: 'Delete…' }).click();
    await body().getByRole('button', { name: 'Delete this call for good' }).click();
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await list().isVisible()).toBe(false);
    expect(await alert.innerText()).not.toBe('');
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  test('older calls and places come by steps until there are no more', async () => {
    for (let index = 2; index < 150; index += 1) keepCall(history, `t${index}`, 'Anything else?', ['No']);
    await openWindow();
    const calls = list().locator('li');
    const more = list().getByRole('button', { name: 'Show more' });
    await expect.poll(() => calls.count()).toBe(100);
    await more.click();
    await expect.poll(() => calls.count()).toBe(150);
    expect(await more.count()).toBe(0);
    // Said and answered: two places in each call.
    await page.getByRole('searchbox').fill('anything');
    await expect.poll(() => calls.count()).toBe(100);
    await more.click();
    await expect.poll(() => calls.count()).toBe(200);
    expect(await accessibilityFaults(page)).toEqual([]);
    await more.click();
    await expect.poll(() => calls.count()).toBe(296);
    expect(await more.count()).toBe(0);
  });

  test('a wipe empties the page, and no call at all is said in words', async () => {
    await openWindow();
    await expect.poll(() => list().getByRole('button').count()).toBe(2);
    history.wipe('all-calls');
    engine.publish({ type: 'calls.wiped', scope: 'all-calls' });
    await list().getByText('No calls were kept yet.').waitFor();
  });

  test('in a browser the HUD shows past calls itself, one thing at a time, and goes back', async () => {
    await page.setViewportSize(HUD);
    await page.goto(engine.server.hudUrl());
    await page.getByRole('button', { name: 'About this call' }).click();
    await page.getByRole('button', { name: 'Past calls' }).click();
    await list().getByRole('button').first().click();
    await body().getByRole('heading', { name: 'How do indexes help?' }).waitFor();
    expect(await list().isVisible()).toBe(false);
    expect(await accessibilityFaults(page)).toEqual([]);
    await picture('hud');
    await body().getByRole('button', { name: 'Back to the list' }).click();
    await list().waitFor();
    await page.getByRole('button', { name: 'Go back to the call' }).click();
    await page.getByText('Ready for your next call').waitFor();
  });
});

function keepCall(history: History, turnId: string, question: string, bullets: readonly string[]): void {
  history.startCall();
  history.appendTranscript(transcriptOf(turnId, question));
  history.appendAnswer(answerOf(turnId, [...bullets], { question }), true);
}
