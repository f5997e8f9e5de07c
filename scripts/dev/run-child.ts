import { spawn, type SpawnOptions, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const PROJECT = path.resolve(import.meta.dirname, '..', '..');
const STOP_DEADLINE_MS = 5_000;

/** One program at a time that can be ended and started again. */
export interface RestartableChild {
  start(): ChildProcess;
  stop(): Promise<void>;
}

export function createRestartableChild(
  program: string,
  args: readonly string[],
  options: SpawnOptions,
): RestartableChild {
  let child: ChildProcess | undefined;
  return {
    start: () => {
      child = spawn(program, args, { cwd: PROJECT, ...options });
      return child;
    },
    stop: async () => {
      const ending = child;
      child = undefined;
      if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
      const ended = once(ending, 'exit');
      ending.kill('SIGTERM');
      const overdue = setTimeout(() => ending.kill('SIGKILL'), STOP_DEADLINE_MS);
      await ended;
      clearTimeout(overdue);
    },
  };
}
