import { expect, test } from 'vitest';
import type { CtlVerb } from '../../electron/command-line.ts';
import { createObey } from '../../electron/obey.ts';

function stage(isHeld = false) {
  const done: unknown[] = [];
  const note = (what: string) => (): void => void done.push(what);
  const obey = createObey({
    hud: {
      show: note('show'),
      hide: note('hide'),
      toggleCompact: note('compact'),
      toggleClickThrough: note('click-through'),
    },
    send: (command) => void done.push(command),
    isHeld: () => isHeld,
    copyLatest: note('copy'),
    quit: note('quit'),
  });
  return { done, obey };
}

test.each(['show', 'hide', 'compact', 'click-through', 'copy', 'quit'] as const satisfies CtlVerb[])(
  '%s is done by the shell itself',
  (verb) => {
    const { done, obey } = stage();
    obey(verb);
    expect(done).toEqual([verb]);
  },
);

test('what the engine does is sent to it', () => {
  const { done, obey } = stage();
  for (const verb of ['pause', 'resume', 'wipe', 'ask-last'] as const) obey(verb);
  expect(done).toEqual([
    { type: 'pause', isPaused: true },
    { type: 'pause', isPaused: false },
    { type: 'wipe' },
    { type: 'push-to-talk', phase: 'press' },
    { type: 'push-to-talk', phase: 'release' },
  ]);
});

test.each([
  [false, 'press'],
  [true, 'release'],
])('to ask begins and ends by one command (held: %s)', (isHeld, phase) => {
  const { done, obey } = stage(isHeld);
  obey('ask');
  expect(done).toEqual([{ type: 'push-to-talk', phase }]);
});
