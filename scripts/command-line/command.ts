/** What a command of `sotto` gets and gives. */
export interface CommandIo {
  /** Prints one line to stdout. */
  print(line: string): void;
  /** Prints one line to stderr: progress and warnings, never results. */
  note(line: string): void;
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  /** `--json` was given: stdout holds JSON only. */
  readonly json: boolean;
}

/** A module of scripts/commands/ exports this as `command`. A throw ends with exit code 1, UsageError with 2. */
export interface CliCommand {
  /** One line for `sotto --help`. */
  readonly summary: string;
  /** e.g. `listen --source mic|monitor|FILE|- [--fast] [--once]`. */
  readonly usage: string;
  /** @param args what stands after the command's name, `--json` taken out. */
  run(args: readonly string[], io: CommandIo): Promise<void>;
}

/** The command line was wrong; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
