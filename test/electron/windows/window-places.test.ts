import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWindowPlaces, rescue, snap, type Screen } from '../../../electron/windows/window-places.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sotto-places-'));
  file = path.join(folder, 'places.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

const screenAt = (id: number, x: number, y = 0, width = 1_000, height = 800): Screen => ({
  id,
  bounds: { x, y, width, height },
  // A bar at the top.
  workArea: { x, y: y + 30, width, height: height - 30 },
});
const LEFT = screenAt(1, 0);
const RIGHT = screenAt(2, 1_000);
const PLACE = { x: 1_200, y: 100, width: 420, height: 300 };

test('each set of displays has its place, in whichever order they are listed, also after a restart', () => {
  openWindowPlaces(file).remember([LEFT, RIGHT], PLACE);
  const places = openWindowPlaces(file);
  expect(places.find([RIGHT, LEFT])).toEqual(PLACE);
  expect(places.find([LEFT])).toBeUndefined();
  expect(places.find([LEFT, screenAt(2, -1_000)])).toBeUndefined();
});

test('the twenty sets used last are kept', () => {
  const places = openWindowPlaces(file);
  for (let id = 1; id <= 21; id += 1) {
    places.remember([LEFT], PLACE);
    places.remember([screenAt(id + 100, 0)], PLACE);
  }
  expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')) as object)).toHaveLength(20);
  expect(places.find([LEFT])).toBeDefined();
  expect(places.find([screenAt(101, 0)])).toBeUndefined();
});

test('a place is left alone while its top can be taken hold of', () => {
  for (const place of [PLACE, { ...PLACE, x: 2_000 - 80 }, { ...PLACE, x: -420 + 80 }, { ...PLACE, y: 768 }])
    expect(rescue(place, [LEFT, RIGHT])).toEqual(place);
});

test.each([
  ['right of all screens', { ...PLACE, x: 2_000 - 79 }, { x: 1_580, y: 100 }],
  ['above', { ...PLACE, y: 29 }, { x: 1_200, y: 30 }],
  ['below', { ...PLACE, y: 769 }, { x: 1_200, y: 500 }],
  ['far away', { ...PLACE, x: -5_000, y: -5_000 }, { x: 0, y: 30 }],
])('a window %s comes back to the nearest screen', (_where, place, found) => {
  expect(rescue(place, [LEFT, RIGHT])).toEqual({ ...PLACE, ...found });
});

test('a window that is larger than the screen is shrunk into it', () => {
  expect(rescue({ x: -5_000, y: 0, width: 3_000, height: 2_000 }, [LEFT])).toEqual({ ...LEFT.workArea });
});

test('a narrow window needs no more than its own width', () => {
  const narrow = { x: 300, y: 768, width: 50, height: 50 };
  expect(rescue(narrow, [LEFT])).toEqual(narrow);
  // One that must move is brought onto the screen as a whole.
  expect(rescue({ ...narrow, x: -1 }, [LEFT])).toEqual({ ...narrow, x: 0, y: 750 });
});

test('with no screen at all nothing moves', () => {
  expect(rescue(PLACE, [])).toEqual(PLACE);
});

test.each([
  [
    { x: 16, y: 46 },
    { x: 0, y: 30 },
  ],
  [
    { x: 17, y: 47 },
    { x: 17, y: 47 },
  ],
  [
    { x: 580 - 16, y: 500 + 16 },
    { x: 580, y: 500 },
  ],
  [
    { x: -16, y: 300 },
    { x: 0, y: 300 },
  ],
])('a window left at %j stands at %j', (left, stands) => {
  const size = { width: 420, height: 300 };
  expect(snap({ ...size, ...left }, LEFT)).toEqual({ ...size, ...stands });
});
