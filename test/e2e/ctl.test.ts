import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { EngineEvent } from '../../engine/protocol/events.ts';
import { connectClient, type ProtocolClient } from '../fakes/protocol-client.ts';
import { startEngineInTest, type EngineInTest } from './engine-in-test.ts';
import { makeDataFolder, runCli } from './run-cli.ts';

let pages: string;
let run: EngineInTest;
beforeEach(async () => {
  // Where it is Wayland, clicks cannot be let through.
  vi.stubEnv('WAYLAND_DISPLAY', '');
  vi.stubEnv('XDG_SESSION_TYPE', '');
  pages = mkdtempSync(`${tmpdir()}/sotto-ctl-`);
  run = await startEngineInTest({ ollamaUrl: 'http://127.0.0.1:9', staticDirectory: pages });
});
afterEach(async () => {
  await run[Symbol.asyncDispose]();
  rmSync(pages, { recursive: true });
  vi.unstubAllEnvs();
});

const ctl = (...args: readonly string[]) => runCli(['ctl', ...args], { SOTTO_DATA_DIR: run.dataDir });

/** What the desktop app does as soon as it runs. */
async function joinAsDesktop(): Promise<ProtocolClient> {
  const { port = 0, mintToken } = run.engine.server ?? {};
  const shell = await connectClient({ port, token: mintToken?.('shell') ?? '' });
  await shell.command({ type: 'report-push-to-talk', isRegistered: true, detail: 'Hold F9 to ask' });
  return shell;
}
const requested = (client: ProtocolClient) =>
  client.events.filter(
    (event): event is Extract<EngineEvent, { type: 'desktop.requested' }> =>
      event.type === 'desktop.requested',
  );

test('the running Sotto is asked, paused and resumed from outside', async () => {
  await run.engine.execute({ type: 'give-consent' });
  expect(await ctl('ask')).toMatchObject({ code: 0, stdout: 'Say your question, then run this again.\n' });
  expect(await ctl('ask')).toMatchObject({ code: 0, stdout: 'Your question is taken.\n' });
  expect(await ctl('ask', 'What', 'is', 'TCP?')).toMatchObject({ code: 0 });
  await expect
    .poll(() => run.events.filter(({ type }) => type === 'question.detected'))
    .toMatchObject([{ text: 'What is TCP?' }]);
  expect(await ctl('pause', '--json')).toMatchObject({
    code: 0,
    stdout: '{"done":"Listening is paused."}\n',
  });
  expect(run.events.findLast(({ type }) => type === 'capture.changed')).toMatchObject({ isPaused: true });
  expect(await ctl('resume')).toMatchObject({ code: 0 });
  expect(run.events.findLast(({ type }) => type === 'capture.changed')).toMatchObject({ isPaused: false });
});

test('what only the desktop app can do is refused where there is none, and reaches it where it runs', async () => {
  const refused = await ctl('compact');
  expect([refused.code, refused.stderr.trim()]).toEqual([
    1,
    'Sotto runs in the browser, where "compact" does not exist. Start the desktop app with `npm start -- --desktop`.',
  ]);
  expect((await ctl('show')).stdout).toMatch(/^Sotto runs in the browser. Open http:\/\/127\.0\.0\.1:\d+\//);
  await using shell = await joinAsDesktop();
  for (const verb of ['show', 'hide', 'compact', 'click-through', 'copy', 'ask-last', 'quit']) {
    expect(await ctl(verb)).toMatchObject({ code: 0 });
  }
  expect(requested(shell).map(({ action }) => action)).toEqual([
    'show',
    'hide',
    'compact',
    'click-through',
    'copy',
    'ask-last',
    'quit',
  ]);
});

test('what Wayland does not let the desktop app do is refused with the reason', async () => {
  vi.spyOn(process, 'platform', 'get').mockReturnValue('linux');
  vi.stubEnv('WAYLAND_DISPLAY', 'wayland-0');
  await using shell = await joinAsDesktop();
  const refused = await ctl('click-through');
  vi.restoreAllMocks();
  expect([refused.code, refused.stderr.trim(), requested(shell)]).toEqual([
    1,
    'Under Wayland no window lets clicks through to what lies below it. Hide Sotto instead, or log in to an X11 session.',
    [],
  ]);
});

test('a verb that there is not, and a Sotto that does not run, are reported', async () => {
  expect(await ctl('dance')).toMatchObject({ code: 2 });
  expect(await ctl()).toMatchObject({ code: 2 });
  expect(await ctl('pause', 'now')).toMatchObject({ code: 2 });
  using empty = makeDataFolder();
  const none = await runCli(['ctl', 'pause'], { SOTTO_DATA_DIR: empty.path });
  expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('Sotto is not running.')]);
});
