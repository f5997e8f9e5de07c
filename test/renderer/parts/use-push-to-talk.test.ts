import { beforeEach, expect, test } from 'vitest';
import { usePushToTalk } from '../../../renderer/parts/use-push-to-talk.ts';
import { viewStore } from '../../../renderer/parts/view-state.ts';
import type { SessionState } from '../../../renderer/session/state.ts';
import { callHook } from '../call-hook.tsx';
import { capturing, measured } from '../moments.ts';
import { after } from '../render.tsx';

type Handlers = ReturnType<typeof usePushToTalk>;
type PointerDown = Parameters<NonNullable<Handlers['onPointerDown']>>[0];
type KeyDown = Parameters<NonNullable<Handlers['onKeyDown']>>[0];
type Blur = Parameters<NonNullable<Handlers['onBlur']>>[0];

const LISTENING = after([capturing(), measured(), measured({ channel: 'me' })]);

beforeEach(() => viewStore.setState(viewStore.getInitialState(), true));

function stage(state: SessionState = LISTENING) {
  const { value: handlers, sent } = callHook(usePushToTalk, state);
  const prevented: string[] = [];
  const currentTarget = { setPointerCapture: () => undefined };
  const key = (name: string, repeat = false): KeyDown =>
    ({ key: name, repeat, preventDefault: () => prevented.push(name) }) as unknown as KeyDown;
  return {
    prevented,
    phases: () => sent.map((command) => ('phase' in command ? command.phase : command.type)),
    pointerDown: (button = 0) =>
      handlers.onPointerDown?.({ button, pointerId: 1, currentTarget } as unknown as PointerDown),
    pointerUp: () => handlers.onPointerUp?.({} as PointerDown),
    keyDown: (name: string, repeat?: boolean) => handlers.onKeyDown?.(key(name, repeat)),
    keyUp: (name: string) => handlers.onKeyUp?.(key(name)),
    blur: () => handlers.onBlur?.({} as Blur),
  };
}

test('the button is held by pointer, and every way of letting go releases, once', () => {
  const { pointerDown, pointerUp, blur, phases } = stage();
  pointerDown();
  pointerDown();
  expect(phases()).toEqual(['press']);
  pointerUp();
  blur();
  expect(phases()).toEqual(['press', 'release']);
  pointerDown(2);
  expect(phases()).toHaveLength(2);
});

test('Space and Enter hold it as long as they are down; other keys are left alone', () => {
  const { keyDown, keyUp, phases, prevented } = stage();
  keyDown('Tab');
  expect([phases(), prevented]).toEqual([[], []]);
  keyDown(' ');
  keyDown(' ', true);
  keyUp('Tab');
  expect([phases(), prevented]).toEqual([['press'], [' ', ' ']]);
  keyUp(' ');
  keyDown('Enter');
  expect(phases()).toEqual(['press', 'release', 'press']);
});

test('where nothing is listened to, a press starts that, which needs a consent first, and there is nothing to let go', () => {
  const { pointerDown, pointerUp, phases } = stage(after([]));
  pointerDown();
  pointerUp();
  expect([phases(), viewStore.getState().panel]).toEqual([[], 'consent']);
});
