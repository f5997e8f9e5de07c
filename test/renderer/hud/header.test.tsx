import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Header } from '../../../renderer/hud/header.tsx';
import { capturing, measured } from '../moments.ts';
import { after, show } from '../render.tsx';

beforeEach(() => vi.stubGlobal('window', {}));
afterEach(() => vi.unstubAllGlobals());

const listening = after([capturing(), measured(), measured({ channel: 'me' })]);
const buttonsOf = (isAtRest: boolean, state = after([])): readonly string[] =>
  show(<Header isAtRest={isAtRest} />, state).buttons;

test('at rest the page itself has the ways to start, and with an answer on the card the header has', () => {
  expect(buttonsOf(true)).not.toContain('Start listening');
  expect(buttonsOf(false)[0]).toBe('Start listening');
});

test('while it listens it can be paused, stopped and kept quiet', () => {
  const buttons = buttonsOf(true, listening);
  expect(buttons).toHaveLength(buttonsOf(true).length + 3);
  expect(buttons.slice(0, 2)).toEqual(['Pause listening', 'Stop listening']);
});

test('a pause is ended with one press, and the demo can only be stopped', () => {
  const paused = after([capturing({ isCapturing: false, isPaused: true })]);
  expect(buttonsOf(false, paused)[0]).toBe('Resume');
  const demo = buttonsOf(false, after([capturing({ isDemo: true, channels: ['them'] })]));
  expect(demo).not.toContain('Pause listening');
  expect(demo).not.toContain('Stop listening');
});

test('without the engine none of that can be pressed', () => {
  expect(buttonsOf(false, after([], { connection: 'reconnecting' }))[0]).toBe('[Start listening]');
});

test('only in the desktop app there is a window to hide', () => {
  const inBrowser = buttonsOf(true).length;
  vi.stubGlobal('window', { sotto: {} });
  expect(buttonsOf(true)).toHaveLength(inBrowser + 1);
});
