import { expect, test } from 'vitest';
import { splitMarker } from '../../../../engine/answer/bullets/list-marker.ts';

test.each([
  ['- Uses a queue', 'Uses a queue'],
  ['* Uses a queue', 'Uses a queue'],
  ['•Uses a queue', 'Uses a queue'],
  ['1. Uses a queue', 'Uses a queue'],
  ['2) Uses a queue', 'Uses a queue'],
  ['(3) Uses a queue', 'Uses a queue'],
  ['a) Uses a queue', 'Uses a queue'],
  ['iv. uses a queue', 'uses a queue'],
  ['- [x] Uses a queue', 'Uses a queue'],
  ['✅ Uses a queue', 'Uses a queue'],
  ['> - Uses a queue', 'Uses a queue'],
  ['一、使用队列', '使用队列'],
  ['- Bullet 2: Uses a queue', 'Uses a queue'],
])('"%s" is an item', (line, text) => {
  expect(splitMarker(line)).toEqual({ isMarked: true, text });
});

test.each([
  '3.5 ms per call',
  '-v prints more',
  '> 50 % of it',
  '5-10 users',
  'I. Newton wrote it',
  '© 2026',
])('"%s" has no mark', (line) => {
  expect(splitMarker(line)).toEqual({ isMarked: false, text: line });
});
