import { expect, test } from 'vitest';
import { KeysSection } from '../../../renderer/settings/keys-section.tsx';
import { show } from '../render.tsx';
import { withSettings } from './sections.ts';

test('outside of the desktop app the key to talk is the only one to set, and the page’s own are listed', () => {
  const { html, text } = show(<KeysSection />, withSettings());
  expect(text).toContain('settings.keys.pushToTalk');
  expect(text).not.toContain('settings.keys.askLast');
  expect(html.split('<dt>').length - 1).toBe(12);
});

test('to look back not at all is a word, and otherwise a time', () => {
  const shown = (lookBackMs: number) => show(<KeysSection />, withSettings({ keys: { lookBackMs } })).text;
  expect(shown(0)).toContain('settings.keys.off');
  expect(shown(8_000)).toContain('8.0s');
});
