import type { Clock } from '../base/clock.ts';
import { asEngineError, EngineError } from '../base/engine-error.ts';
import type { Logger } from '../base/logger.ts';
import { createTokenBucket } from '../base/token-bucket.ts';
import { COMMANDS_BY_ROLE, type Command, type Role } from '../protocol/commands.ts';
import type { ClientOutbox } from './client-outbox.ts';

const PENDING_COMMAND_LIMIT_COUNT = 32;
/** Far above what a person does by hand, a slider that is dragged included. */
const COMMAND_BURST_COUNT = 200;
const COMMAND_REFILL_MS = 20;

/** Runs the commands of one client and answers each; never rejects. */
export function createCommandRunner(
  role: Role,
  outbox: Pick<ClientOutbox, 'send' | 'refuse'>,
  deps: {
    readonly execute: (command: Command) => Promise<void>;
    readonly clock: Clock;
    readonly log: Logger;
  },
): (id: number, command: Command) => Promise<void> {
  const rate = createTokenBucket({
    capacityCount: COMMAND_BURST_COUNT,
    refillMs: COMMAND_REFILL_MS,
    nowMs: () => deps.clock.nowMs(),
  });
  let pendingCount = 0;

  const obstacle = (command: Command): EngineError | undefined => {
    if (!rate.take()) {
      return new EngineError('busy', 'Too many requests came at once.', 'Wait a moment, then try again.');
    }
    if (!COMMANDS_BY_ROLE[role].has(command.type)) {
      const remedy = 'Use the window that is meant for it.';
      return new EngineError('forbidden', `A ${role} client may not send "${command.type}".`, remedy);
    }
    return pendingCount < PENDING_COMMAND_LIMIT_COUNT
      ? undefined
      : new EngineError('busy', 'Too many requests are under way.', 'Wait for one to end.');
  };

  return async (id, command) => {
    const refusal = obstacle(command);
    if (refusal) {
      outbox.refuse(id, refusal);
      return;
    }
    pendingCount += 1;
    try {
      await deps.execute(command);
      outbox.send({ kind: 'accepted', id });
    } catch (error) {
      const failure = asEngineError(error);
      if (failure.code === 'internal')
        deps.log.warn('command failed', { command: command.type, error: failure.cause });
      outbox.refuse(id, failure);
    } finally {
      pendingCount -= 1;
    }
  };
}
