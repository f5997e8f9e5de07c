import { expect, test } from 'vitest';
import { settleLoop } from '../../../../../engine/transcription/recognizers/base/settle-loop.ts';

async function settle(
  first: string,
  second: string,
  { audioMs = 3_000, isCutShort = false } = {},
): Promise<{ text: string; passCount: number }> {
  let passCount = 1;
  const { text } = await settleLoop({ text: first, computeMs: 1, isCutShort }, audioMs, () => {
    passCount += 1;
    return Promise.resolve({ text: second, computeMs: 1, isCutShort: false });
  });
  return { text, passCount };
}

test.each([
  'Can you start on Monday?',
  'No, no, that is fine.',
  'I really, really like it.',
  'Yes.',
  '',
  'One two one two, that was the test.',
])('"%s" is believed at once', async (text) => {
  expect(await settle(text, 'never asked')).toEqual({ text, passCount: 1 });
});

test.each([
  'Did you have a good weekend? Did you have a good',
  'Which of these? Which of these? Which of these? Which',
  'So we should we should we should we should go.',
  'This is far more than anybody can say in one and a half seconds, whatever the haste is.',
])('"%s" is asked about again, and a better second text is taken', async (text) => {
  const settled = await settle(text, 'That is it.', { audioMs: 1_500 });
  expect(settled).toEqual({ text: 'That is it.', passCount: 2 });
});

test('what two different passes hear alike was said', async () => {
  const text = 'no, no, no, no!';
  expect(await settle(text, 'No. No. No. No.')).toEqual({ text: 'No. No. No. No.', passCount: 2 });
});

test('a loop in both passes is cut to its first round', async () => {
  const settled = await settle('Are you sure? Are you sure?', 'Are you sure? Are you sure? Are you');
  expect(settled).toEqual({ text: 'Are you sure?', passCount: 2 });
});

test("too many words for the time in both passes are nobody's", async () => {
  const text = 'There is no way that anybody could have said all of these words in half a second.';
  expect((await settle(text, `${text} Really.`, { audioMs: 500 })).text).toBe('');
});

test('a text that was cut short is read again', async () => {
  const settled = await settle('It goes on', 'It goes on and on.', { isCutShort: true });
  expect(settled).toEqual({ text: 'It goes on and on.', passCount: 2 });
});
