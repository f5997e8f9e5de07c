import { expect, test, vi } from 'vitest';
import { dialog, recorded } from '../fakes/electron.ts';
import { useTestShell } from './use-test-shell.ts';

/** What the whole shell does when a part of it is gone; `crashes.test.ts` has the rules. */

const used = useTestShell();

test('while the user is asked about an engine that was given up, the tray says that it stands still', async () => {
  const answered = Promise.withResolvers<Electron.MessageBoxReturnValue>();
  vi.spyOn(dialog, 'showMessageBox').mockReturnValueOnce(answered.promise);
  const engine = used.shell.engineProcess();
  engine.emit('message', { type: 'failed', code: 'port-taken', message: 'Taken.', remedy: 'Free it.' });
  engine.emit('exit', 1);
  const labels = (): unknown[] => recorded.trays[0]?.menu.map(({ label }) => label) ?? [];
  expect(recorded.trays[0]?.toolTips.at(-1)).toBe('Sotto: The engine has stopped');
  expect(labels()).not.toContain('The engine stopped and is starting again');
  answered.resolve({ response: 0, checkboxChecked: false });
  await expect.poll(labels).toContain('The engine stopped and is starting again');
  expect(recorded.utilities).toHaveLength(2);
});

test('an error that nothing caught is asked about, and the app starts again once it has ended', async () => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  vi.stubEnv('APPIMAGE', '/downloads/Sotto.AppImage');
  process.listeners('uncaughtException').at(-1)?.(new Error('no such tray'), 'uncaughtException');
  await expect.poll(() => recorded.relaunches).toEqual(['/downloads/Sotto.AppImage']);
  await expect.poll(() => used.shell.engineProcess().posted).toContainEqual({ type: 'stop' });
});

test('an engine that cannot start says why, once', async () => {
  recorded.messageBoxResponse = 1;
  used.shell.engineProcess().emit('message', {
    type: 'failed',
    code: 'port-taken',
    message: 'Port 7419 is used by another program.',
    remedy: 'Choose another port.',
  });
  used.shell.engineProcess().emit('exit', 1);
  expect(recorded.messageBoxes).toMatchObject([
    { message: 'Port 7419 is used by another program.', detail: 'Choose another port.' },
  ]);
  expect(recorded.utilities).toHaveLength(1);
});
