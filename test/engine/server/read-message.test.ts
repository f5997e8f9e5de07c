import { expect, test } from 'vitest';
import { readMessage } from '../../../engine/server/read-message.ts';

const command = (id: number, value: object): string =>
  JSON.stringify({ kind: 'command', id, command: value });

test('a greeting and a command are read as what they are', () => {
  expect(readMessage('{"kind":"hello","protocol":1}')).toEqual({ kind: 'hello', protocol: 1 });
  expect(readMessage(command(3, { type: 'cancel' }))).toEqual({
    kind: 'command',
    id: 3,
    command: { type: 'cancel' },
  });
});

test.each([
  '',
  '{',
  'null',
  '[]',
  '{"kind":"dance"}',
  command(-1, { type: 'cancel' }),
  command(1, { type: 'eval' }),
])('%j is not a message', (text) => {
  expect(readMessage(text)).toBeUndefined();
});

test('a command with a value that does not fit is refused under its id: a setting by its name', () => {
  expect(readMessage(command(4, { type: 'change-settings', patch: { turn: { minHangoverMs: 1 } } }))).toEqual(
    {
      kind: 'refused',
      id: 4,
      error: expect.objectContaining({
        code: 'bad-settings',
        message: expect.stringContaining('"turn.minHangoverMs"') as string,
      }) as unknown,
    },
  );
  expect(readMessage(command(5, { type: 'ask', text: 7 }))).toEqual({
    kind: 'refused',
    id: 5,
    error: expect.objectContaining({ code: 'bad-argument' }) as unknown,
  });
});
