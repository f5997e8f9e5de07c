import { printable, printableJson } from './printable.ts';

/** The one place that writes to the terminal; a test holds that. Nothing passes that would steer it. */

/** A line of text on stdout. */
export function printLine(line: string): void {
  process.stdout.write(`${printable(line)}\n`);
}

/** A line of JSON on stdout. */
export function printJson(json: string): void {
  process.stdout.write(`${printableJson(json)}\n`);
}

/** A line of text on stderr. */
export function noteLine(line: string): void {
  process.stderr.write(`${printable(line)}\n`);
}

/** A line of the log, which is JSON, on stderr. */
export function logLine(json: string): void {
  process.stderr.write(`${printableJson(json)}\n`);
}

/** @param leave is called when stdout can no longer be written. */
export function onStdoutError(leave: () => void): void {
  process.stdout.on('error', leave);
}

/** Unread progress and warnings are no reason to exit. */
export function ignoreStderrErrors(): void {
  process.stderr.on('error', () => undefined);
}
