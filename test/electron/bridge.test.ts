import { beforeEach, expect, test } from 'vitest';
import { serveBridge } from '../../electron/bridge.ts';
import { BRIDGE_CHANNELS } from '../../electron/contract/bridge.ts';
import type { PageWindow } from '../../electron/windows/page-windows.ts';
import { recorded, resetElectron } from '../fakes/electron.ts';

const ORIGIN = 'http://127.0.0.1:7419';
const WINDOWS: readonly PageWindow[] = ['hud', 'settings', 'history', 'capture'];

let isUp: boolean;
let called: string[];
beforeEach(() => {
  resetElectron();
  isUp = true;
  called = [];
  const note = (name: string) => () => void called.push(name);
  serveBridge({
    address: () =>
      isUp
        ? { origin: ORIGIN, tokens: { hud: 'H', settings: 'S', history: 'P', capture: 'C', shell: 'X' } }
        : undefined,
    windowOf: (contentsId) => WINDOWS[contentsId],
    openSettings: note('settings'),
    openHistory: note('history'),
    hideHud: note('hide'),
    quit: note('quit'),
    abilities: () => ({}) as never,
    toggleCompact: note('compact'),
    sendCompact: note('send'),
    captureShown: () => Promise.resolve(void called.push('shown')),
  });
});

interface Caller {
  readonly origin?: string;
  readonly isTop?: boolean;
  readonly hasFrame?: boolean;
}

function call(
  name: keyof typeof BRIDGE_CHANNELS,
  window: PageWindow | 'stranger',
  { origin = ORIGIN, isTop = true, hasFrame = true }: Caller = {},
): unknown {
  const senderFrame = hasFrame ? { origin, parent: isTop ? null : {} } : null;
  const id = window === 'stranger' ? 99 : WINDOWS.indexOf(window);
  return recorded.ipc.get(BRIDGE_CHANNELS[name])?.({ sender: { id }, senderFrame });
}

test('each window gets the tokens of its own roles and no other', () => {
  expect(WINDOWS.map((window) => call('session', window))).toEqual([
    { tokens: { hud: 'H' } },
    { tokens: { settings: 'S' } },
    { tokens: { history: 'P' } },
    { tokens: { capture: 'C' } },
  ]);
});

test('only the top frame of one of our windows on the engine’s origin is heard', () => {
  const refusal = 'Not from one of our windows.';
  expect(() => call('session', 'stranger')).toThrow(refusal);
  expect(() => call('session', 'hud', { origin: 'http://127.0.0.1:1' })).toThrow(refusal);
  expect(() => call('session', 'hud', { isTop: false })).toThrow(refusal);
  expect(() => call('session', 'hud', { hasFrame: false })).toThrow(refusal);
  isUp = false;
  expect(() => call('session', 'hud')).toThrow(refusal);
});

test('a window may only do what it is there for', async () => {
  for (const name of [
    'openSettings',
    'openHistory',
    'hideWindow',
    'quit',
    'toggleCompact',
    'onCompact',
  ] as const) {
    call(name, 'hud');
    expect(() => call(name, 'capture')).toThrow('Not for the capture window.');
  }
  await call('captureShown', 'capture');
  expect(() => call('captureShown', 'hud')).toThrow('Not for the hud window.');
  expect(called).toEqual(['settings', 'history', 'hide', 'quit', 'compact', 'send', 'shown']);
});
