import { afterEach, beforeEach, expect, test } from 'vitest';
import { followSystem } from '../../electron/follow-system.ts';
import { app, autoUpdater, BrowserWindow, powerMonitor, resetElectron } from '../fakes/electron.ts';
import { preventable } from '../fakes/preventable.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

let heard: string[];
let before: Map<string, Function[]>;
beforeEach(() => {
  resetElectron();
  heard = [];
  before = new Map(SIGNALS.map((signal) => [signal, process.listeners(signal)]));
  followSystem({
    onVerb: (verb) => heard.push(`verb ${verb}`),
    onActivated: (program) => heard.push(`activated ${program}`),
    onLeft: (reason) => heard.push(`left ${reason}`),
    onBack: (reason) => heard.push(`back ${reason}`),
    onUpdating: () => heard.push('updating'),
    quit: (requester) => heard.push(`quit ${requester}`),
  });
});
afterEach(() => {
  for (const signal of SIGNALS)
    for (const listener of process.listeners(signal))
      if (!before.get(signal)?.includes(listener)) process.off(signal, listener);
});

test('sleep and the lock screen are told apart', () => {
  for (const event of ['suspend', 'lock-screen', 'resume', 'unlock-screen']) powerMonitor.emit(event);
  expect(heard).toEqual(['left asleep', 'left locked', 'back asleep', 'back locked']);
});

test.each(['before-quit', 'shutdown'])('at %s the system waits for the end in order', (name) => {
  const event = preventable({});
  (name === 'shutdown' ? powerMonitor : app).emit(name, event);
  expect([event.isPrevented, heard]).toEqual([true, ['quit system']]);
});

test('a system that hands no event over shuts down in order as well', () => {
  powerMonitor.emit('shutdown');
  expect(heard).toEqual(['quit system']);
});

test.each(['query-session-end', 'session-end'])('at %s of Windows any window begins the end', (name) => {
  const [, second] = [new BrowserWindow({}), new BrowserWindow({})];
  const event = preventable({});
  second.emit(name, event);
  // The log-off is the user's wish and is not held up.
  expect([event.isPrevented, heard]).toEqual([false, ['quit system']]);
});

test('an update closes windows, and each signal quits: Ctrl-C for the user, the others for the system', () => {
  autoUpdater.emit('before-quit-for-update');
  for (const signal of SIGNALS) process.emit(signal);
  expect(heard).toEqual(['updating', 'quit user', 'quit system', 'quit system']);
});

test('the app outlives its windows, and a second start of it is passed on', () => {
  app.emit('window-all-closed');
  expect(heard).toEqual([]);
  app.emit('second-instance', {}, ['sotto', 'ctl', 'ask']);
  app.emit('second-instance', {}, ['sotto'], '/', { program: '/downloads/Sotto-2.AppImage' });
  app.emit('second-instance', {}, ['sotto'], '/', { program: 7 });
  app.emit('activate');
  expect(heard).toEqual([
    'verb ask',
    'activated /downloads/Sotto-2.AppImage',
    `activated ${process.execPath}`,
    `activated ${process.execPath}`,
  ]);
});
