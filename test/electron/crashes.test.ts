import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followCrashes } from '../../electron/crashes.ts';
import { de } from '../../renderer/messages/de.ts';
import { createMessages } from '../../renderer/messages/messages.ts';
import { app, recorded, resetElectron } from '../fakes/electron.ts';
import { settle } from '../fakes/settle.ts';
import { keepErrorListeners } from './keep-error-listeners.ts';

let done: string[];
let isQuitting: boolean;
let restoreListeners: () => void;
beforeEach(() => {
  resetElectron();
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  done = [];
  isQuitting = false;
  restoreListeners = keepErrorListeners();
  followCrashes({
    messages: () => createMessages('de', de),
    isQuitting: () => isQuitting,
    startAfresh: () => done.push('start afresh'),
    quit: () => done.push('quit'),
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  restoreListeners();
});

const lose = (details: Partial<Electron.Details>): void =>
  void app.emit('child-process-gone', {}, { type: 'Utility', reason: 'crashed', exitCode: 139, ...details });
/** The test runner listens to these as well. */
const fail = (): void =>
  process.listeners('uncaughtException').at(-1)?.(new Error('no such tray'), 'uncaughtException');

test.each([
  [{ name: 'Audio Service' }, 'Audio Service'],
  [{ type: 'GPU', reason: 'killed' }, 'GPU'],
  [{ name: 'Network Service', reason: 'oom' }, 'Network Service'],
] as const)('a crash of a Chromium process is reported with what to do (%j)', (details, name) => {
  lose(details);
  expect(recorded.notifications).toMatchObject([
    {
      title: `Ein Teil von Sotto ist abgestürzt: ${name}`,
      body: expect.stringContaining('starte es neu') as string,
    },
  ]);
  expect(recorded.messageBoxes).toEqual([]);
});

test('an end on purpose, Sotto’s own processes and the end of the app itself are no news', () => {
  lose({ name: 'Video Capture', reason: 'clean-exit' });
  lose({ name: 'Video Capture', reason: 'memory-eviction' });
  lose({ name: 'Sotto engine' });
  isQuitting = true;
  lose({ name: 'Audio Service' });
  fail();
  expect([recorded.notifications, recorded.messageBoxes]).toEqual([[], []]);
});

test.each([
  [0, ['start afresh']],
  [1, []],
])('one that keeps crashing is reported once, and asked about (button %i)', async (button, wanted) => {
  recorded.messageBoxResponse = button;
  for (let crash = 0; crash < 3; crash += 1) lose({ name: 'Audio Service' });
  expect([recorded.notifications.length, recorded.messageBoxes.length]).toEqual([1, 0]);
  lose({ name: 'Audio Service' });
  lose({ name: 'Audio Service' });
  await settle();
  expect(recorded.messageBoxes).toMatchObject([
    {
      message: 'Ein Teil von Sotto stürzt immer wieder ab: Audio Service',
      buttons: ['Neu starten', 'Abbrechen'],
    },
  ]);
  expect(done).toEqual(wanted);
});

test('crashes that are far apart are each reported, and none of them is asked about', () => {
  vi.useFakeTimers();
  for (let crash = 0; crash < 6; crash += 1) {
    lose({ name: 'Audio Service' });
    vi.advanceTimersByTime(60_000);
  }
  expect([recorded.notifications.length, recorded.messageBoxes.length]).toEqual([6, 0]);
});

test.each([
  [0, 'start afresh'],
  [1, 'quit'],
])(
  'an error that nothing caught is shown in the user’s language, once at a time (button %i)',
  async (button, wanted) => {
    recorded.messageBoxResponse = button;
    fail();
    fail();
    await settle();
    expect(recorded.messageBoxes).toMatchObject([
      { message: 'In Sotto ist ein unerwarteter Fehler aufgetreten.', buttons: ['Neu starten', 'Beenden'] },
    ]);
    expect(done).toEqual([wanted]);
  },
);

test('an answer that comes while the app quits changes nothing', async () => {
  fail();
  isQuitting = true;
  await settle();
  expect(done).toEqual([]);
});

test('a rejection that nothing handles is such an error, of which Electron itself would only warn', () => {
  const reason = new Error('no such tray');
  const [listener] = process.listeners('unhandledRejection').slice(-1);
  expect(() => listener?.(reason, Promise.resolve())).toThrow(reason);
});
