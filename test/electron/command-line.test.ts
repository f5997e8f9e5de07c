import { expect, test } from 'vitest';
import { verbInArguments } from '../../electron/command-line.ts';

test.each([
  [['sotto'], undefined],
  [['sotto', 'ctl', 'hide'], 'hide'],
  [['sotto', 'ctl', 'show'], 'show'],
  [['electron', '.', '--no-sandbox', 'ctl', 'pause'], 'pause'],
  [['sotto', 'ctl'], undefined],
  [['sotto', 'ctl', 'rm'], undefined],
  [['sotto', 'hide'], undefined],
  [[], undefined],
])('a start with %j asks for %s', (argv, verb) => {
  expect(verbInArguments(argv)).toBe(verb);
});
