import { expect, test } from 'vitest';
import { createShellChildren } from '../../../engine/shell/shell-children.ts';

test('a process is asked for by its name alone and lives through messages', () => {
  const posted: unknown[] = [];
  const children = createShellChildren({
    postMessage: (message) => posted.push(message),
    on: () => undefined,
  });
  const child = children.spawn<unknown, unknown>('/app/engine/speech-process.js');
  const other = children.spawn<unknown, unknown>('/app/engine/embedded-process.js');
  const replies: unknown[] = [];
  const exits: string[] = [];
  child.onReply((reply) => replies.push(reply));
  child.onExit((detail) => exits.push(detail));
  other.onReply((reply) => replies.push(['other', reply]));
  expect(child.processId).toBeUndefined();
  children.handle({ type: 'child-started', childIndex: 0, processId: 77 });
  expect(child.processId).toBe(77);
  const samples = Int16Array.of(1, 2);
  child.send({ type: 'transcribe', samples });
  children.handle({ type: 'child-sent', childIndex: 0, message: { text: 'hi' } });
  children.handle({ type: 'child-sent', childIndex: 1, message: 'yo' });
  children.handle({ type: 'child-sent', childIndex: 9, message: 'of no one' });
  child.kill();
  children.handle({ type: 'child-exited', childIndex: 0, detail: 'exit code 1' });
  children.handle({ type: 'child-exited', childIndex: 0, detail: 'exit code 1' });
  children.handle({ type: 'stop' });
  expect(replies).toEqual([{ text: 'hi' }, ['other', 'yo']]);
  expect(exits).toEqual(['exit code 1']);
  expect(posted).toEqual([
    { type: 'start-child', childIndex: 0, entryName: 'speech-process' },
    { type: 'start-child', childIndex: 1, entryName: 'embedded-process' },
    { type: 'send-to-child', childIndex: 0, message: { type: 'transcribe', samples } },
    { type: 'kill-child', childIndex: 0 },
  ]);
});
