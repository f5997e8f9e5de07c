import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { copyAnswer } from '../../electron/copy-answer.ts';
import { openExternalLink } from '../../electron/external-links.ts';
import { loadPage } from '../../electron/windows/load-page.ts';
import { FakeWindow, recorded, resetElectron } from '../fakes/electron.ts';
import { settle } from '../fakes/settle.ts';

/** What the system refuses is a line of the log, and never an error that nothing caught, which ends the app. */

let lines: string[];
beforeEach(() => {
  resetElectron();
  lines = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const load = (): void => loadPage(new FakeWindow({}) as never, 'http://127.0.0.1:7419/');
const refusal = (code: string): Error => Object.assign(new Error(code), { code });

test.each([
  ['a page', load, 'A page of Sotto could not be loaded: Error: ERR_FAILED\n'],
  [
    'a link',
    () => openExternalLink('https://ollama.com/'),
    'The system did not open https://ollama.com/: Error: ERR_FAILED\n',
  ],
  [
    'a copy',
    () => copyAnswer({ question: '', bullets: ['x'] }),
    'The system took no copy of the answer: Error: ERR_FAILED\n',
  ],
])('%s that the system refuses is noted', async (_, act, line) => {
  recorded.refusal = refusal('ERR_FAILED');
  act();
  await settle();
  expect(lines).toEqual([line]);
});

test('a load that a newer one replaced is not a failure', async () => {
  recorded.refusal = refusal('ERR_ABORTED');
  load();
  await settle();
  expect(lines).toEqual([]);
});
