import { expect, test } from 'vitest';
import { EngineError } from '../../../engine/base/engine-error.ts';
import { createLogger, silentLogger } from '../../../engine/base/logger.ts';
import type { Command, Role } from '../../../engine/protocol/commands.ts';
import { createCommandRunner } from '../../../engine/server/run-commands.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

const CANCEL: Command = { type: 'cancel' };

function stage(
  execute: (command: Command) => Promise<void> = () => Promise.resolve(),
  role: Role = 'hud',
  log = silentLogger,
) {
  const clock = new ManualClock();
  const executed: string[] = [];
  const replies: string[] = [];
  const outbox = {
    send: (message: { kind: string; id?: number }) => void replies.push(`${message.kind} ${message.id}`),
    refuse: (id: number, error: EngineError) => void replies.push(`${error.code} ${id}`),
  } as Parameters<typeof createCommandRunner>[1];
  const run = createCommandRunner(role, outbox, {
    clock,
    log,
    execute: (command) => {
      executed.push(command.type);
      return execute(command);
    },
  });
  return { clock, run, executed, replies };
}

test('a command that was carried out is accepted, with its number', async () => {
  const { run, replies, executed } = stage();
  await run(7, CANCEL);
  expect([replies, executed]).toEqual([['accepted 7'], ['cancel']]);
});

test('a command that failed is refused in the words of its error', async () => {
  const { run, replies } = stage(() => Promise.reject(new EngineError('model-missing', 'No.', 'Pick one.')));
  await run(7, CANCEL);
  expect(replies).toEqual(['model-missing 7']);
});

test('a bug in a command is refused, logged by its kind alone, and the client lives on', async () => {
  const lines: string[] = [];
  const bug = (): Promise<void> => Promise.reject(new TypeError('x is not a function'));
  const { run, replies } = stage(
    bug,
    'hud',
    createLogger('warn', (line) => lines.push(line)),
  );
  await run(1, CANCEL);
  await run(2, CANCEL);
  expect(replies).toEqual(['internal 1', 'internal 2']);
  expect(lines.join()).toContain('TypeError');
  expect(lines.join()).not.toContain('not a function');
});

test('what a role may not do is refused before it is tried', async () => {
  const { run, replies, executed } = stage(undefined, 'history');
  await run(1, CANCEL);
  expect([replies, executed]).toEqual([['forbidden 1'], []]);
});

test('at most 32 commands are under way at once, and each that ends makes room', async () => {
  const held = Promise.withResolvers<void>();
  const { run, replies } = stage(() => held.promise);
  const running = Array.from({ length: 32 }, (_, id) => run(id, CANCEL));
  await run(32, CANCEL);
  expect(replies).toEqual(['busy 32']);
  held.resolve();
  await Promise.all(running);
  await run(33, CANCEL);
  expect(replies.at(-1)).toBe('accepted 33');
  expect(replies).toHaveLength(34);
});

test('a flood is refused after 200, also of what is forbidden, and its pace later is not', async () => {
  const { clock, run, replies } = stage(undefined, 'history');
  for (let id = 0; id < 201; id += 1) await run(id, CANCEL);
  expect([replies[199], replies[200]]).toEqual(['forbidden 199', 'busy 200']);
  await clock.advance(20);
  await run(201, CANCEL);
  await run(202, CANCEL);
  expect(replies.slice(201)).toEqual(['forbidden 201', 'busy 202']);
});
