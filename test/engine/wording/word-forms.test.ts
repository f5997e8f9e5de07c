import { expect, test } from 'vitest';
import { verbOf } from '../../../engine/wording/word-forms.ts';

test.each([
  ['deploying', 'deploy'],
  ['deployed', 'deploy'],
  ['running', 'run'],
  ['stopped', 'stop'],
  ['scaling', 'scale'],
  ['storing', 'store'],
  ['reversing', 'reverse'],
  ['versioning', 'version'],
  ['made', 'make'],
  ['written', 'write'],
  ['string', 'string'],
  ['hundred', 'hundred'],
  ['queue', 'queue'],
])('the verb of "%s" is "%s"', (word, verb) => {
  expect(verbOf(word)).toBe(verb);
});
