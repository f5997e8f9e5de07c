import { EngineError } from '../../engine/base/engine-error.ts';
import type { EngineEvent } from '../../engine/protocol/events.ts';
import { UsageError, type CliCommand } from '../command-line/command.ts';
import { followEvents, readArguments, withEngine } from '../command-line/with-engine.ts';

export const command: CliCommand = {
  summary: 'Asks one question and prints the bullets as they come.',
  usage: 'ask "TEXT" [--json]',
  run: async (args, io) => {
    const { positionals, config } = readArguments(args, {});
    const question = positionals.join(' ').trim();
    if (!question) throw new UsageError('Give the question as text.');
    await withEngine(config, { warm: ['model'] }, io, async (engine) => {
      let failure: EngineError | undefined;
      const printer = bulletPrinter((line) => io.print(line));
      followEvents(engine, (event) => {
        if (io.json) io.print(JSON.stringify(event));
        else printer(event);
        if (event.type === 'failed') failure = new EngineError(event.code, event.message, event.remedy);
      });
      await engine.modelChosen();
      await engine.execute({ type: 'ask', text: question });
      await engine.answered();
      if (failure) throw failure;
    });
  },
};

/** Prints each bullet once it is whole: when the next one has started, or at the end. */
export function bulletPrinter(print: (line: string) => void): (event: EngineEvent) => void {
  let printedCount = 0;
  const upTo = (bullets: readonly string[], count: number): void => {
    for (; printedCount < count; printedCount += 1) print(`• ${bullets[printedCount] ?? ''}`);
  };
  return (event) => {
    if (event.type === 'answer.extended') upTo(event.bullets, event.bullets.length - 1);
    if (event.type !== 'answer.completed' || event.status === 'failed') return;
    upTo(event.bullets, event.bullets.length);
    print(`(${event.path}, ${event.status}, ${Math.round(event.latencyMs)} ms)`);
  };
}
