import { expect, test } from 'vitest';
import type { ComponentState } from '../../../engine/protocol/component-state.ts';
import type { UnstampedEvent } from '../../../engine/protocol/events.ts';
import { UsageError } from '../../../scripts/command-line/command.ts';
import { command, eventPrinter } from '../../../scripts/commands/listen.ts';
import { runCommand } from './run-command.ts';

const trouble = (reason: string, more: Partial<ComponentState> = {}): UnstampedEvent => ({
  type: 'component.changed',
  state: { component: 'microphone', status: 'failed', reason, ...more },
});
const silent = (reason: string): UnstampedEvent => trouble(reason, { code: 'device-silent' });
const said: UnstampedEvent = {
  type: 'transcript.completed',
  turnId: 't',
  channel: 'me',
  text: 'Hello',
  startMs: 0,
  endMs: 900,
};

function shown(...events: readonly UnstampedEvent[]) {
  const [lines, notes]: [string[], string[]] = [[], []];
  const print = eventPrinter({ print: (line) => lines.push(line), note: (line) => notes.push(line) });
  for (const event of events) print({ ...event, seq: 1, atMs: 0 });
  return { lines, notes };
}

test('words are results, troubles are notes, and what has no words is not shown', () => {
  const { lines, notes } = shown(said, trouble('It is gone.'), {
    type: 'answer.extended',
    turnId: 't',
    bullets: [],
  });
  expect(lines).toEqual(['0:00  You   Hello']);
  expect(notes).toEqual([expect.stringContaining('It is gone.')]);
});

test('a failure that its part has just reported is not reported again', () => {
  const failed: UnstampedEvent = {
    type: 'failed',
    code: 'internal',
    message: 'It is gone.',
    remedy: 'Plug it in.',
  };
  const [alone = ''] = shown(failed).notes;
  expect(shown(trouble(alone), failed).notes).toHaveLength(1);
  expect(shown(trouble('Something else.'), failed).notes).toHaveLength(2);
});

test('a device that falls silent again and again is noted once; another trouble each time', () => {
  expect(shown(silent('No sound.'), silent('No sound.'), silent('Still none.')).notes).toHaveLength(2);
  expect(shown(trouble('Gone.'), trouble('Back?'), trouble('Gone.')).notes).toHaveLength(3);
});

test.each([[[]], [['--source', 'mic', 'more']]])('%j names no source', async (args) => {
  await expect(runCommand(command, args)).rejects.toThrow(UsageError);
});
