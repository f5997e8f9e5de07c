import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { defaultSettings, type Settings } from '../../engine/protocol/settings.ts';
import { HudRoot } from '../../renderer/hud-root.tsx';
import { after, show } from './render.tsx';

beforeEach(() => vi.stubGlobal('window', {}));
afterEach(() => vi.unstubAllGlobals());

const root = <HudRoot origin="http://127.0.0.1" requestSettingsToken={() => Promise.resolve(undefined)} />;
const knowing = (settings: Settings) => after([{ type: 'settings.changed', settings }]);
const guided = knowing({ ...defaultSettings, guide: { step: 'done' } });
const isHud = (html: string): boolean => html.includes('class="hud"');

test('the HUD is shown, unless the settings, past calls or the guide lie over it', () => {
  expect(isHud(show(root, guided).html)).toBe(true);
  expect(isHud(show(root, guided, { settingsSection: 'model' }).html)).toBe(false);
  expect(isHud(show(root, guided, { panel: 'history' }).html)).toBe(false);
  expect(isHud(show(root, guided, { panel: 'wipe' }).html)).toBe(true);
  expect(isHud(show(root, knowing(defaultSettings)).html)).toBe(false);
});

test('a page whose right is over says what to do, whatever else is open', () => {
  const expired = show(root, after([], { connection: 'expired' }), { settingsSection: 'model' });
  expect(isHud(expired.html)).toBe(false);
  expect(expired.text).not.toBe('');
});
