import { afterEach, expect, test, vi } from 'vitest';
import { showLanguage } from '../../../renderer/messages/use-messages.ts';

const root = { lang: '' } as HTMLElement;

afterEach(async () => {
  await showLanguage('en', root);
  vi.unstubAllGlobals();
  root.lang = '';
});

test('the page takes the language that is set, or the first of the browser that there is', async () => {
  await showLanguage('de', root);
  expect(root.lang).toBe('de');
  vi.stubGlobal('navigator', { languages: ['xx', 'fr-CA', 'de'] });
  await showLanguage('auto', root);
  expect(root.lang).toBe('fr');
});

test('an older language that loads late is not shown over a newer one', async () => {
  const older = showLanguage('ja', root);
  await showLanguage('en', root);
  await older;
  expect(root.lang).toBe('en');
});
