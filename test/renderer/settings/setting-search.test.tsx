import { expect, test } from 'vitest';
import {
  matchesQuery,
  More,
  searchForm,
  SearchProvider,
} from '../../../renderer/settings/setting-search.tsx';
import { show } from '../render.tsx';

test('case and accents do not count, every word of the query does', () => {
  expect(searchForm('  Réglages ÉCHO ')).toBe('reglages echo');
  const texts = ['Echo cancelling', <b key="b">picture</b>, 'What the browser does'];
  expect(matchesQuery('echo browser', ...texts)).toBe(true);
  expect(matchesQuery('echo picture', ...texts)).toBe(false);
  expect(matchesQuery('', ...texts)).toBe(true);
});

test('what is folded away opens while something is searched for', () => {
  const more = <More summary="More">x</More>;
  expect(show(more).html).not.toContain('open');
  expect(show(<SearchProvider value="echo">{more}</SearchProvider>).html).toContain('<details open="">');
});
