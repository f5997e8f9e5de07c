import { beforeEach, expect, test } from 'vitest';
import { isAllowed, isToStartAgain, showCrashes } from '../../electron/dialogs.ts';
import { en } from '../../renderer/messages/en.ts';
import { createMessages } from '../../renderer/messages/messages.ts';
import { recorded, resetElectron } from '../fakes/electron.ts';

beforeEach(resetElectron);

const messages = createMessages('en', en);

test.each([
  [1, true],
  [0, false],
])('what a page wants is allowed by the button that says so alone (button %i)', async (button, allowed) => {
  recorded.messageBoxResponse = button;
  expect(await isAllowed(messages, { kind: 'run-program', subject: '"/bin/true"' })).toBe(allowed);
  const [box] = recorded.messageBoxes;
  // Enter and Escape both refuse.
  expect(box).toMatchObject({ defaultId: 0, cancelId: 0 });
  expect(box?.message).toContain('"/bin/true"');
  expect(box?.buttons).toHaveLength(2);
});

test.each([
  [0, true],
  [1, false],
])('an engine that is down is started again when the user wants it (button %i)', async (button, isWanted) => {
  recorded.messageBoxResponse = button;
  const failure = { code: 'port-taken', message: 'Port 1 is used.', remedy: 'Use another.' } as const;
  expect(await isToStartAgain(messages, failure)).toBe(isWanted);
  expect(await isToStartAgain(messages, undefined)).toBe(isWanted);
  const [why, crashed] = recorded.messageBoxes;
  expect(`${why?.message} ${why?.detail}`).toContain('Port 1 is used');
  expect(crashed?.message).not.toBe(why?.message);
  expect(crashed).toMatchObject({ cancelId: 1, detail: expect.stringMatching(/\S/) as string });
});

test('pages that crash again and again are told apart', () => {
  showCrashes(messages, 'page');
  showCrashes(messages, 'capture');
  expect(new Set(recorded.errorBoxes.map(([title]) => title)).size).toBe(2);
});
