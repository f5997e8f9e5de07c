import { expect, test } from 'vitest';
import { defaultSettings } from '../../../engine/protocol/settings.ts';
import { TextSetting } from '../../../renderer/settings/text-setting.tsx';
import { after, show } from '../render.tsx';

const shown = (name: string, rowCount?: number) => {
  const settings = { ...defaultSettings, model: { ...defaultSettings.model, name } };
  return show(
    <TextSetting part="model" name="name" label="Name" {...(rowCount !== undefined && { rowCount })} />,
    after([{ type: 'settings.changed', settings }]),
  );
};

test('it shows what the engine says, on one line or several', () => {
  expect(shown('toy').html).toContain('<input');
  expect(shown('toy').html).toContain('value="toy"');
  expect(shown('toy', 3).html).toContain('rows="3"');
});

test('what differs from the default can be put back', () => {
  expect([shown('toy').buttons.length, shown('').buttons.length]).toEqual([1, 0]);
});
