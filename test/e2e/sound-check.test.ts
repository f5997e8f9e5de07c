import { describe, expect, test } from 'vitest';
import { hasChromium } from './browser.ts';
import { healthyParts } from './hud-scenes.ts';
import { HUD_PANELS, laterEvents } from './hud-states.ts';
import { usePages } from './use-pages.ts';

describe.skipIf(!hasChromium)('the sound check, in Chromium', () => {
  const used = usePages({ width: 420, height: 560 });

  test.each([
    { status: 'ready', text: 'Sound arrives. Waiting for words…' },
    { status: 'degraded', text: 'Sound arrives. Waiting for words…' },
    { status: 'starting', text: 'Sound arrives. Words follow once speech recognition is ready.' },
  ] as const)('speech recognition that is $status has words of its own', async ({ status, text }) => {
    const { engine, page } = used;
    engine.settings = {
      ...engine.settings,
      guide: { step: 'done' },
      privacy: { ...engine.settings.privacy, consentAtMs: 1 },
      audio: { ...engine.settings.audio, them: 'page' },
    };
    engine.publish({ type: 'settings.changed', settings: engine.settings }, ...healthyParts, {
      type: 'component.changed',
      state: { component: 'speech', status, reason: '' },
    });
    await page.goto(engine.server.hudUrl());
    await HUD_PANELS['sound-check']?.open(page, engine);
    engine.publish(...laterEvents('sound-check'));
    const them = page.locator('dialog[open] .check li').nth(1);
    await expect.poll(() => them.locator('span').last().textContent()).toBe(text);
  });
});
