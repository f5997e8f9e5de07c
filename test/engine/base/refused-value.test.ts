import { expect, test } from 'vitest';
import { z } from 'zod';
import { refusedArgument, refusedSetting, settingRefusal } from '../../../engine/base/refused-value.ts';

const schema = z.strictObject({
  keys: z.strictObject({ pause: z.string().min(1, 'Choose a key.') }),
  word: z.union([z.number('A number.'), z.literal('auto', 'Type "auto".')]).optional(),
});

function misfit(value: unknown): z.ZodError {
  const { error } = schema.safeParse(value);
  if (!error) throw new Error('it fits');
  return error;
}

test('a setting is refused by its name, in the words of its schema', () => {
  expect(refusedSetting(misfit({ keys: { pause: '' } }))).toMatchObject({
    code: 'bad-settings',
    message: 'The setting "keys.pause" cannot have this value: Choose a key.',
    remedy: 'Correct the value and try again.',
  });
});

test('of alternatives the last one speaks', () => {
  const { message } = refusedSetting(misfit({ keys: { pause: 'F1' }, word: 'b' }));
  expect(message).toBe('The setting "word" cannot have this value: Type "auto".');
});

test('where the settings lie inside of a command, their name begins there', () => {
  const command = z.object({ command: z.object({ patch: schema }) });
  const { error } = command.safeParse({ command: { patch: { keys: { pause: '' } } } });
  expect(error && refusedSetting(error, ['command', 'patch']).message).toContain('"keys.pause"');
});

test('what has no field of its own is the settings as a whole', () => {
  expect(refusedSetting(misfit(5)).message).toContain('The setting "settings"');
});

test('an argument is refused by the reason alone', () => {
  expect(refusedArgument(misfit({ keys: { pause: '' } }))).toMatchObject({
    code: 'bad-argument',
    message: 'Choose a key.',
  });
});

test('a reason ends with one full stop, whether it brought one or not', () => {
  expect([settingRefusal('a.b', 'Too long').message, settingRefusal('a.b', 'Too long.').message]).toEqual([
    'The setting "a.b" cannot have this value: Too long.',
    'The setting "a.b" cannot have this value: Too long.',
  ]);
});
