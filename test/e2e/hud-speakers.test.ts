import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { UnstampedEvent } from '../../engine/protocol/events.ts';
import { startProtocolServer, type ProtocolServer } from '../fakes/protocol-server.ts';
import { buildPages, hasChromium, launchChromium, type BuiltPages } from './browser.ts';
import { healthyParts } from './hud-scenes.ts';

const line = (turnId: string, text: string): UnstampedEvent => ({
  type: 'transcript.completed',
  turnId,
  channel: 'them',
  text,
  startMs: 0,
  endMs: 1,
});
const reported = (turnId: string, speakerId: number): UnstampedEvent => ({
  type: 'speaker.recognized',
  turnId,
  channel: 'them',
  speakerId,
  name: '',
});

describe.skipIf(!hasChromium)('speakers of a shared channel in the HUD', () => {
  let pages: BuiltPages;
  let browser: Browser;
  let engine: ProtocolServer;
  let page: Page;
  beforeAll(async () => {
    [pages, browser] = await Promise.all([buildPages(), launchChromium()]);
    engine = await startProtocolServer({ staticDirectory: pages.directory });
    page = await browser.newPage({ viewport: { width: 1_280, height: 800 } });
  });
  afterAll(async () => {
    await browser?.close();
    await engine?.[Symbol.asyncDispose]();
    await pages?.[Symbol.asyncDispose]();
  });

  test('a line shows its speaker, and a click gives that speaker a name', async () => {
    engine.publish(
      ...healthyParts,
      line('t1', 'Good morning.'),
      line('t2', 'Hello.'),
      line('t3', 'In doubt.'),
    );
    engine.publish(reported('t1', 1), reported('t2', 2));
    await page.goto(engine.server.hudUrl());
    const speakers = page.locator('.transcript .line > :first-child');
    await page.getByRole('button', { name: 'Speaker 1' }).click();
    expect(await speakers.nth(1).textContent()).toBe('Speaker 2');
    expect(await speakers.nth(2).textContent()).toBe('Them');
    await page.getByLabel('Name of Speaker 1').fill('Ann');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => engine.commands.map(({ command }) => command))
      .toContainEqual({
        type: 'rename-speaker',
        speakerId: 1,
        name: 'Ann',
      });
    engine.publish({ type: 'speaker.renamed', speakerId: 1, name: 'Ann', turnIds: ['t1'] });
    await page.getByRole('button', { name: 'Ann' }).waitFor();
  });

  test('Escape leaves the name as it was', async () => {
    const before = engine.commands.length;
    await page.getByRole('button', { name: 'Speaker 2' }).click();
    await page.getByLabel('Name of Speaker 2').fill('Bob');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Speaker 2' }).waitFor();
    expect(engine.commands.slice(before).map(({ command }) => command.type)).not.toContain('rename-speaker');
  });
});
