import { expect, test } from 'vitest';
import { foldNumbers } from '../../../engine/wording/number-words.ts';

test.each([
  ['four oh one', '401'],
  ['twenty nineteen', '2019'],
  ['one million users', '1000000 users'],
  ['three point eight', '3.8'],
  ['two hundred five', '205'],
  ['port eighty', 'port 80'],
])('"%s" is written "%s"', (said, written) => {
  expect(foldNumbers(said.split(' ')).join(' ')).toBe(written);
});

test.each(['no number here', 'and then and there'])('"%s" stays as it is', (said) => {
  expect(foldNumbers(said.split(' ')).join(' ')).toBe(said);
});
