import { expect, test } from 'vitest';
import type { EngineEvent } from '../../../engine/protocol/events.ts';
import { UsageError } from '../../../scripts/command-line/command.ts';
import { bulletPrinter, command } from '../../../scripts/commands/ask.ts';
import { runCommand } from './run-command.ts';

const stamp = { seq: 1, atMs: 0, turnId: 't' };
const extended = (...bullets: string[]): EngineEvent => ({ type: 'answer.extended', ...stamp, bullets });
const completed = (status: 'complete' | 'failed', ...bullets: string[]): EngineEvent => ({
  type: 'answer.completed',
  ...stamp,
  bullets,
  path: 'live',
  status,
  latencyMs: 912.4,
  firstBulletMs: 300,
  isStale: false,
});

function printed(...events: readonly EngineEvent[]): readonly string[] {
  const lines: string[] = [];
  const print = bulletPrinter((line) => lines.push(line));
  for (const event of events) print(event);
  return lines;
}

test('a bullet is printed once the next one has begun, so that none is printed half', () => {
  expect(printed(extended('It is'))).toEqual([]);
  expect(printed(extended('It is'), extended('It is fast', 'It'))).toEqual(['• It is fast']);
});

test('each is printed once, and the last ones at the end, with how the answer came about', () => {
  expect(
    printed(
      extended('One', 'Two'),
      extended('One', 'Two', 'T'),
      completed('complete', 'One', 'Two', 'Three'),
    ),
  ).toEqual(['• One', '• Two', '• Three', '(live, complete, 912 ms)']);
});

test('a failed answer is reported by its error alone', () => {
  expect(printed(extended('One', 'T'), completed('failed', 'One', 'Two'))).toEqual(['• One']);
});

test.each([[[]], [['  ']]])('%j asks nothing', async (args) => {
  await expect(runCommand(command, args)).rejects.toThrow(UsageError);
});
