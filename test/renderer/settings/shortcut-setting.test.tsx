import { expect, test } from 'vitest';
import { ShortcutSetting } from '../../../renderer/settings/shortcut-setting.tsx';
import { show } from '../render.tsx';
import { withSettings } from './sections.ts';

test('the keys are shown as they are pressed, and that there are none', () => {
  const shown = (pause: string) => show(<ShortcutSetting name="pause" />, withSettings({ keys: { pause } }));
  expect(shown('Control+Shift+F5').buttons[0]).toMatch(/F5$/);
  expect(shown('').buttons[0]).toBe('settings.keys.off');
  expect(shown('').html).toContain('aria-pressed="false"');
});
