import { fork, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PushToTalkReply } from '../../electron/contract/push-to-talk-messages.ts';
import { eventually } from '../fakes/eventually.ts';

const ENTRY = path.resolve(import.meta.dirname, '../../electron/push-to-talk-process.ts');
const MISSING = ['Xvfb', 'openbox', 'xdotool'].filter((tool) => spawnSync('which', [tool]).status !== 0);

let display = '';
const started: ChildProcess[] = [];
beforeAll(async () => {
  if (MISSING.length > 0) return;
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '640x480x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  started.push(server);
  const [number] = (await once(server.stdio[3] as NodeJS.ReadableStream, 'data')) as [Buffer];
  display = `:${number.toString().trim()}`;
  // Without a window manager the hook ends its process.
  started.push(spawn('openbox', { env: { ...process.env, DISPLAY: display }, stdio: 'ignore' }));
  // It answers once it manages the windows.
  const ask = (): number | null =>
    spawnSync('xdotool', ['get_desktop'], { env: { ...process.env, DISPLAY: display } }).status;
  await eventually(() => expect(ask()).toBe(0));
});
afterAll(() => {
  for (const child of started.toReversed()) child.kill('SIGKILL');
});

const xdotool = (...parameters: string[]): void =>
  void spawnSync('xdotool', parameters, { env: { ...process.env, DISPLAY: display } });

async function watch(
  accelerator: string,
): Promise<{ child: ChildProcess; replies: PushToTalkReply['type'][] }> {
  const child = fork(ENTRY, [], { env: { ...process.env, DISPLAY: display }, execArgv: [], stdio: 'ignore' });
  started.push(child);
  const replies: PushToTalkReply['type'][] = [];
  child.on('message', (reply) => replies.push((reply as PushToTalkReply).type));
  child.send({ type: 'watch', accelerator });
  await expect.poll(() => replies.length, { timeout: 30_000 }).toBe(1);
  return { child, replies };
}

test.skipIf(MISSING.length > 0)(
  `a key held on a real display is told as one press and one release${MISSING.length > 0 ? ` (skipped: no ${MISSING.join(', ')})` : ''}`,
  async () => {
    const { child, replies } = await watch('Control+Shift+Space');
    expect(replies).toEqual(['watching']);
    xdotool('keydown', 'ctrl', 'keydown', 'shift', 'keydown', 'space');
    await expect.poll(() => replies).toEqual(['watching', 'pressed']);
    // Long enough for the key to repeat.
    await sleep(700);
    xdotool('keyup', 'space', 'keyup', 'shift', 'keyup', 'ctrl');
    await expect.poll(() => replies).toEqual(['watching', 'pressed', 'released']);
    xdotool('key', 'space', 'key', 'ctrl+space', 'key', 'a', 'key', 'ctrl+alt+shift+space');
    xdotool('keydown', 'ctrl', 'keydown', 'shift', 'key', 'space', 'keyup', 'shift', 'keyup', 'ctrl');
    await expect.poll(() => replies).toEqual(['watching', 'pressed', 'released', 'pressed', 'released']);
    child.kill('SIGKILL');
    await once(child, 'exit');
  },
);

test.skipIf(MISSING.length > 0)(
  'a key that the hook does not know is told, and nothing is watched',
  async () => {
    const { child, replies } = await watch('Control+NoSuchKey');
    expect(replies).toEqual(['unknown-key']);
    child.disconnect();
    const [exitCode] = await once(child, 'exit');
    expect(exitCode).toBe(0);
  },
);
