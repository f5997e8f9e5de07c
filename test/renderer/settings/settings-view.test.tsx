import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SettingsView } from '../../../renderer/settings/settings-view.tsx';
import { show } from '../render.tsx';
import { withSettings } from './sections.ts';

beforeEach(() => vi.stubGlobal('window', {}));
afterEach(() => vi.unstubAllGlobals());

const shown = (...[section, onClose]: [Parameters<typeof SettingsView>[0]['section'], (() => void)?]) =>
  show(<SettingsView section={section} {...(onClose && { onClose })} />, withSettings());
const current = (html: string): string => /aria-current="page">([^<]*)</.exec(html)?.[1] ?? '';

test('one section is shown at a time, and marked in the list', () => {
  const { html, text } = shown('privacy');
  expect(current(html)).toBe('settings.section.privacy');
  expect(text).toContain('settings.privacy.retention');
  expect(text).not.toContain('settings.model.list');
});

test('the desktop has a section only in the app; elsewhere the first one stands in', () => {
  expect(current(shown('desktop').html)).toBe('settings.section.model');
  expect(shown('model').text).not.toContain('settings.section.desktop');
  vi.stubGlobal('window', { sotto: {} });
  expect(current(shown('desktop').html)).toBe('settings.section.desktop');
});

test('only over the HUD there is a way back', () => {
  expect(shown('model', () => undefined).buttons).toHaveLength(shown('model').buttons.length + 1);
});
