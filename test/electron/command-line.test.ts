import { expect, test } from 'vitest';
import { verbInArguments } from '../../electron/command-line.ts';

test.each([
  [['sotto'], 'show'],
  [['sotto', 'ctl', 'hide'], 'hide'],
  [['electron', '.', '--no-sandbox', 'ctl', 'pause'], 'pause'],
  [['sotto', 'ctl'], 'show'],
  [['sotto', 'ctl', 'rm'], 'show'],
  [['sotto', 'hide'], 'show'],
  [[], 'show'],
])('a start with %j asks for %s', (argv, verb) => {
  expect(verbInArguments(argv)).toBe(verb);
});
