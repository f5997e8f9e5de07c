import { expect, test } from 'vitest';
import { isInvented } from '../../../scripts/eval/invented-facts.ts';

const TOLD =
  'Notes: I led the billing team and we cut costs by twenty percent. Price is 1,500 euros.\nQuestion: What do you cost?';

test.each([
  'It costs 1500 euros.',
  'It costs 1,500 euros.',
  'Costs fell by 20 %.',
  'I led the billing team.',
  'Ask about [your budget in 2027].',
  'Say what matters to you.',
])('"%s" is what was said, or no claim', (bullet) => {
  expect(isInvented(bullet, TOLD)).toBe(false);
});

test.each([
  'It costs 900 euros.',
  'We can start on Monday.',
  'It takes three weeks.',
  'I built a rocket at my last company.',
])('"%s" was never said', (bullet) => {
  expect(isInvented(bullet, TOLD)).toBe(true);
});
