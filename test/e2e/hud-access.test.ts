import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { UnstampedEvent } from '../../engine/protocol/events.ts';
import { accessibilityFaults, hasChromium } from './browser.ts';
import { HUD_STATES, laterEvents, SETTLED } from './hud-states.ts';
import { usePages } from './use-pages.ts';

/** Far more than the HUD has, so that a focus that is caught somewhere ends the walk. */
const MOST_STOP_COUNT = 60;

describe.skipIf(!hasChromium)('the HUD by keyboard, by screen reader and in forced colours', () => {
  const used = usePages({ width: 420, height: 560 });

  const show = async (state: keyof typeof HUD_STATES): Promise<Page> => {
    const events: readonly UnstampedEvent[] = HUD_STATES[state] ?? [];
    used.engine.publish(...events);
    await used.page.goto(used.engine.server.hudUrl());
    await used.page.locator(SETTLED).waitFor({ state: 'attached' });
    used.engine.publish(...laterEvents(state));
    await used.page.getByRole('meter').first().waitFor();
    return used.page;
  };

  test('Tab goes through everything once, as it is read, and each stop is seen', async () => {
    const page = await show('answered');
    const stops: string[] = [];
    while (stops.length < MOST_STOP_COUNT) {
      await page.keyboard.press('Tab');
      const stop = await page.evaluate(() => {
        const { activeElement: element } = document;
        if (!element || element === document.body) return undefined;
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        const name = element.getAttribute('aria-label') ?? element.textContent;
        return outlineStyle === 'none' || Number.parseFloat(outlineWidth) < 1 ? `${name}, unseen` : name;
      });
      if (stop === undefined || stop === stops[0]) break;
      stops.push(stop);
    }
    expect(stops).toEqual([
      'Pause listening',
      'Stop listening',
      'Stay quiet',
      'Compact view',
      'Open settings',
      'Show every part',
      'Bullets',
      'Mark as good',
      'Mark as bad',
      'Copy the bullets',
      'Keep this answer here',
      'Ask again',
      'More about this answer',
      expect.stringContaining('What is the difference between a process and a thread?'),
      'Show the answer',
      'Answer it',
      'Answer it',
      'Answer it',
      'Answer it',
      'Hold to ask',
      'Type a question',
      'About this call',
    ]);
  });

  test('a screen reader meets state, question, bullets, transcript and ways to ask in this order', async () => {
    const page = await show('answered');
    const heard = await page.locator('.hud').ariaSnapshot();
    const places = [
      'heading "Sotto"',
      'status: Listening',
      'region "Status"',
      'main "Answer"',
      'heading "What is the difference between a process and a thread?"',
      'listitem: A process has its own memory',
      'toolbar "Answer"',
      'complementary "Call"',
      'region "Transcript"',
      'meter "Level of You"',
      'form "Ask"',
    ].map((what) => ({ what, at: heard.indexOf(what) }));
    expect(places.filter(({ at }) => at === -1)).toEqual([]);
    expect(places).toEqual(places.toSorted((left, right) => left.at - right.at));
  });

  test('question and bullets are announced politely, once each', async () => {
    const page = await show('streaming');
    const live = page.locator('[aria-live="polite"] p');
    await expect.poll(() => live.count()).toBe(3);
    used.engine.publish({
      type: 'answer.completed',
      turnId: 's1',
      bullets: [
        'Token bucket per API key, refilled at a steady rate',
        'Keep counters in Redis',
        'Return 429',
      ],
      path: 'live',
      status: 'complete',
      latencyMs: 900,
      firstBulletMs: 300,
      isStale: false,
    });
    await expect.poll(() => live.count()).toBe(4);
    expect(await page.locator('[aria-live="assertive"]').count()).toBe(0);
    // What was announced leaves the region, so that it is not found twice.
    await expect.poll(() => live.count()).toBe(0);
    expect(await page.getByRole('listitem').filter({ hasText: 'Token bucket' }).count()).toBe(1);
  });

  test.each(['dark', 'light'] as const)(
    'marks and states survive forced colours on %s',
    async (colorScheme) => {
      await used.page.emulateMedia({ forcedColors: 'active', colorScheme });
      const page = await show('answered');
      const marks = await page.evaluate(() => {
        const ground = getComputedStyle(document.body).backgroundColor;
        const isSeen = (selector: string, pseudo?: string): boolean => {
          const element = document.querySelector(selector);
          return element !== null && getComputedStyle(element, pseudo).backgroundColor !== ground;
        };
        return {
          bullet: isSeen('.bullet', '::before'),
          indicator: isSeen('.indicator-dot'),
          level: isSeen('.level > span'),
        };
      });
      expect(marks).toEqual({ bullet: true, indicator: true, level: true });
      expect(await accessibilityFaults(page)).toEqual([]);
    },
  );
});
