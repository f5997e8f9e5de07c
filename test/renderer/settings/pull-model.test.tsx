import { expect, test } from 'vitest';
import { PullModel } from '../../../renderer/settings/pull-model.tsx';
import { show } from '../render.tsx';

test('nothing is fetched before a name is typed', () => {
  const { html, buttons } = show(<PullModel />);
  expect(buttons).toEqual(['[settings.model.pull-button]']);
  expect(html).toContain('value=""');
});
