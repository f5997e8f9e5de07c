import { expect, test } from 'vitest';
import { CommandRefused } from '../../../engine/protocol/command-refused.ts';
import { defaultSettings } from '../../../engine/protocol/settings.ts';
import { useSetting } from '../../../renderer/settings/use-setting.ts';
import { callHook } from '../call-hook.tsx';
import { withSettings } from './sections.ts';

const stage = (bulletCount = 4, refusal?: Error) => {
  const state = withSettings({ answer: { bulletCount } });
  const { value: setting, sent } = callHook(
    () => useSetting({ part: 'answer', name: 'bulletCount' }),
    state,
    refusal,
  );
  return { setting, sent };
};
const patchOf = (bulletCount: number) => ({ type: 'change-settings', patch: { answer: { bulletCount } } });

test('the value is the one of the engine, and a new one is asked of it', async () => {
  const { setting, sent } = stage(3);
  expect(setting.value).toBe(3);
  expect(await setting.change(5)).toBe(true);
  expect(sent).toEqual([patchOf(5)]);
});

test('what the schema does not take never reaches the engine', async () => {
  const { setting, sent } = stage();
  expect(await setting.change(99)).toBe(false);
  expect(sent).toEqual([]);
});

test('what the engine refuses did not change; any other failure is not hidden', async () => {
  const refused = stage(4, new CommandRefused('busy', 'Busy.', 'Wait.'));
  expect(await refused.setting.change(5)).toBe(false);
  expect(refused.sent).toHaveLength(1);
  await expect(stage(4, new Error('bug')).setting.change(5)).rejects.toThrow('bug');
});

test('one that was changed can be reset, and one as it came cannot', () => {
  const { bulletCount } = defaultSettings.answer;
  expect(stage(bulletCount).setting.reset).toBeUndefined();
  const { setting, sent } = stage(bulletCount - 1);
  setting.reset?.();
  expect(sent).toEqual([patchOf(bulletCount)]);
});
