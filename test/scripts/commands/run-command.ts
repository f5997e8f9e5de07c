import type { CliCommand } from '../../../scripts/command-line/command.ts';

interface Printed {
  readonly lines: string[];
  readonly notes: string[];
}

/** Runs a command in this process, and collects what it prints. */
export async function runCommand(
  command: CliCommand,
  args: readonly string[],
  { json = false, signal = new AbortController().signal }: { json?: boolean; signal?: AbortSignal } = {},
): Promise<Printed> {
  const printed: Printed = { lines: [], notes: [] };
  await command.run(args, {
    print: (line) => printed.lines.push(...line.split('\n')),
    note: (line) => printed.notes.push(line),
    signal,
    json,
  });
  return printed;
}
