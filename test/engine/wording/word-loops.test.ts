import { expect, test } from 'vitest';
import { withoutLoops } from '../../../engine/wording/word-loops.ts';

const LIMITS = { wordCount: 3, numberCount: 6 };

test.each([
  ['no no no', 'no no no'],
  ['no no no no', 'no'],
  ['Thank you. Thank you. Thank you. Thank you. Bye.', 'Thank you. Bye.'],
  ['one two one two one two one two three', 'one two three'],
  ['0 0 0 0 0 0', '0 0 0 0 0 0'],
  ['0 0 0 0 0 0 0', '0'],
  ['aaaaaaaaaaaaaaaa', 'a'],
  ['hahahahahahahahahahahahaha', 'ha'],
  [`T${'-T'.repeat(40)}-`, 'T-'],
  [`Ha${'-ha'.repeat(40)}, he said`, 'Ha, he said'],
  ['T-T-T-Tuesday', 'T-T-T-Tuesday'],
  ['1111111111111111', '1111111111111111'],
  ['はいはいはいはいはい', 'はい'],
  ['We went there, and there, and there.', 'We went there, and there, and there.'],
])('"%s" is left as "%s"', (heard, kept) => {
  expect(withoutLoops(heard, LIMITS)).toBe(kept);
});
