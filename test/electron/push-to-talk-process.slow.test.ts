import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PushToTalkReply } from '../../electron/contract/push-to-talk-messages.ts';
import { MISSING_DISPLAY_TOOLS, startDisplay, type TestDisplay } from './start-display.ts';

const ENTRY = path.resolve(import.meta.dirname, '../../electron/push-to-talk-process.ts');

let display: TestDisplay;
const started: ChildProcess[] = [];
beforeAll(async () => {
  if (MISSING_DISPLAY_TOOLS.length === 0) display = await startDisplay();
});
afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
  display?.[Symbol.dispose]();
});

const xdotool = (...parameters: string[]): void => display.xdotool(...parameters);

async function watch(
  accelerator: string,
): Promise<{ child: ChildProcess; replies: PushToTalkReply['type'][] }> {
  const child = fork(ENTRY, [], {
    env: { ...process.env, DISPLAY: display.name },
    execArgv: [],
    stdio: 'ignore',
  });
  started.push(child);
  const replies: PushToTalkReply['type'][] = [];
  child.on('message', (reply) => replies.push((reply as PushToTalkReply).type));
  child.send({ type: 'watch', accelerator });
  await expect.poll(() => replies.length).toBe(1);
  return { child, replies };
}

test.skipIf(MISSING_DISPLAY_TOOLS.length > 0)(
  `a key held on a real display is reported as one press and one release${MISSING_DISPLAY_TOOLS.length > 0 ? ` (skipped: no ${MISSING_DISPLAY_TOOLS.join(', ')})` : ''}`,
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

test.skipIf(MISSING_DISPLAY_TOOLS.length > 0)(
  'a key that the hook does not know is reported, and nothing is watched',
  async () => {
    const { child, replies } = await watch('Control+NoSuchKey');
    expect(replies).toEqual(['unknown-key']);
    child.disconnect();
    const [exitCode] = await once(child, 'exit');
    expect(exitCode).toBe(0);
  },
);
