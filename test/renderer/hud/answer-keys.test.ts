import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { obeyKey } from '../../../renderer/hud/answer-keys.ts';

class Field extends EventTarget {}
class OtherField extends EventTarget {}
let openDialog: object | null;

beforeEach(() => {
  openDialog = null;
  vi.stubGlobal('document', { querySelector: () => openDialog });
  for (const name of ['HTMLInputElement', 'HTMLTextAreaElement', 'HTMLSelectElement'])
    vi.stubGlobal(name, OtherField);
});
afterEach(() => vi.unstubAllGlobals());

/** @returns what was done, and whether the page kept the key from the browser. */
function press(event: Partial<KeyboardEvent>): readonly string[] {
  const done: string[] = [];
  const keys = { c: () => done.push('copy'), ArrowUp: () => done.push('up'), x: undefined };
  obeyKey(
    { target: null, ...event, preventDefault: () => done.push('prevented') } as unknown as KeyboardEvent,
    keys,
  );
  return done;
}

test('a key does what it stands for, in capitals too, and the browser does not see it', () => {
  expect(press({ key: 'c' })).toEqual(['prevented', 'copy']);
  expect(press({ key: 'C' })).toEqual(['prevented', 'copy']);
  expect(press({ key: 'ArrowUp' })).toEqual(['prevented', 'up']);
});

test('keys that stand for nothing are left to the browser', () => {
  expect([press({ key: 'q' }), press({ key: 'x' }), press({ key: 'arrowup' })]).toEqual([[], [], []]);
});

test.each(['altKey', 'ctrlKey', 'metaKey', 'shiftKey', 'repeat'] as const)('not with %s', (name) => {
  expect(press({ key: 'c', [name]: true })).toEqual([]);
});

test.each(['HTMLInputElement', 'HTMLTextAreaElement', 'HTMLSelectElement'])(
  'where somebody types in an %s, letters are letters',
  (name) => {
    vi.stubGlobal(name, Field);
    expect(press({ key: 'c', target: new Field() })).toEqual([]);
    expect(press({ key: 'c', target: new EventTarget() })).toEqual(['prevented', 'copy']);
  },
);

test('an open dialog has the keys', () => {
  openDialog = {};
  expect(press({ key: 'c' })).toEqual([]);
});
