import { expect, test } from 'vitest';
import { PrivacySection } from '../../../renderer/settings/privacy-section.tsx';
import { show } from '../render.tsx';
import { withSettings } from './sections.ts';

test('a consent is shown with its time and can be withdrawn; without one there is nothing to withdraw', () => {
  const given = show(<PrivacySection />, withSettings({ privacy: { consentAtMs: 1_700_000_000_000 } }));
  expect(given.text).toContain('settings.privacy.consent-given');
  expect(given.buttons).toContain('settings.privacy.withdraw');
  const none = show(<PrivacySection />, withSettings());
  expect(none.text).toContain('settings.privacy.consent-none');
  expect(none.buttons).not.toContain('settings.privacy.withdraw');
});
