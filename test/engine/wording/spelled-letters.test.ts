import { expect, test } from 'vitest';
import { joinLetters } from '../../../engine/wording/spelled-letters.ts';

test.each([
  ['what is t c p', 'what is tcp'],
  ['how does bee gp work', 'how does bgp work'],
  ['what is sea eye see dee', 'what is cicd'],
  ['what is a u r l', 'what is url'],
  ['what is an a p i', 'what is an api'],
])('"%s" names "%s"', (said, joined) => {
  expect(joinLetters(said.split(' ')).join(' ')).toBe(joined);
});

test.each(['can i see you', 'why are you here', 'is it a queue', 'what do you see'])(
  '"%s" spells nothing',
  (said) => {
    expect(joinLetters(said.split(' ')).join(' ')).toBe(said);
  },
);
