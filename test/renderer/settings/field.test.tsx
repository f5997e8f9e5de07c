import { expect, test } from 'vitest';
import { Field } from '../../../renderer/settings/field.tsx';
import { SearchProvider } from '../../../renderer/settings/setting-search.tsx';
import { show } from '../render.tsx';

type Props = Partial<Parameters<typeof Field>[0]>;
const field = (more: Props = {}) => (
  <Field label="Name" hint="What it is called" {...more}>
    {(ids) => <input {...ids} />}
  </Field>
);

test('label, hint and result are tied to the control', () => {
  const { html } = show(field());
  const id = /<input id="([^"]*)"/.exec(html)?.[1] ?? 'none';
  expect(html).toContain(`<label for="${id}">`);
  expect(html).toContain(`aria-describedby="${id}-hint ${id}-error"`);
  expect(html).toContain(`id="${id}-hint">What it is called`);
});

test('why a value was refused goes before that one was saved', () => {
  expect(show(field({ isSaved: true })).text).toContain('settings.saved');
  const refused = show(field({ isSaved: true, error: 'Too long.' }));
  expect(refused.text).toContain('Too long.');
  expect(refused.text).not.toContain('settings.saved');
  expect(refused.html).toContain('aria-invalid="true"');
});

test('only what is not as Sotto comes can be put back', () => {
  expect(show(field()).buttons).toEqual([]);
  expect(show(field({ reset: () => undefined })).buttons).toHaveLength(1);
});

test('a search shows what has its words in label, hint or options', () => {
  const found = (query: string): boolean =>
    show(<SearchProvider value={query}>{field({ words: ['Silero'] })}</SearchProvider>).html !== '';
  expect(['name', 'called', 'silero', 'other'].map(found)).toEqual([true, true, true, false]);
});
