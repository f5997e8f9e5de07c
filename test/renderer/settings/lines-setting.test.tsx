import { expect, test } from 'vitest';
import { LinesSetting } from '../../../renderer/settings/lines-setting.tsx';
import type { Setting } from '../../../renderer/settings/use-setting.ts';
import { show } from '../render.tsx';

const setting = (more: Partial<Setting<number[]>> = {}): Setting<number[]> => ({
  value: [1, 2],
  error: undefined,
  isSaved: false,
  change: () => Promise.resolve(true),
  review: () => undefined,
  reset: undefined,
  ...more,
});
const shown = (more?: Partial<Setting<number[]>>) =>
  show(<LinesSetting setting={setting(more)} label="Numbers" print={(item) => `n${item}`} parse={Number} />);

test('each item has its line, as it is printed', () => {
  expect(shown().html).toContain('>n1\nn2</textarea>');
  expect(shown({ value: [] }).html).toContain('></textarea>');
});

test('a refusal is shown with it', () => {
  expect(shown({ error: 'Too many.' }).text).toContain('Too many.');
});
