import { describe, expect, test } from 'vitest';
import { SETTINGS_PASS_PATH } from '../../engine/protocol/session.ts';
import { hasChromium } from './browser.ts';
import { healthyParts } from './hud-scenes.ts';
import { usePages } from './use-pages.ts';

describe.skipIf(!hasChromium)('the right to change settings, which the HUD asks for', () => {
  const used = usePages({ width: 900, height: 800 });

  test('is asked for again when it has lapsed, as it does while a machine sleeps', async () => {
    let askedCount = 0;
    await used.page.route(`**${SETTINGS_PASS_PATH}`, async (route) => {
      askedCount += 1;
      if (askedCount > 1) return route.continue();
      const response = await route.fetch();
      const session = (await response.json()) as { tokens: { settings: string } };
      const tokens = { ...session.tokens, settings: 'A'.repeat(session.tokens.settings.length) };
      return route.fulfill({ response, json: { ...session, tokens } });
    });
    used.engine.publish(...healthyParts);
    await used.page.goto(used.engine.server.hudUrl());
    await used.page.getByRole('button', { name: 'Open settings' }).click();
    await used.page.getByRole('navigation').getByRole('button', { name: 'Appearance' }).click();
    await used.page.getByLabel('Theme').selectOption('dark');
    await expect.poll(() => used.engine.settings.appearance.theme).toBe('dark');
    expect(askedCount).toBe(2);
  });
});
