import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { writeFileAtomicSync } from '../base/atomic-file.ts';
import { endProcess } from '../base/end-process.ts';
import { throwUnhandledRejections } from '../base/unhandled-rejections.ts';

/** Exit code after a failure of our own code; the supervisor restarts the process. */
export const CRASH_EXIT_CODE = 70;

const MARKER_NAME = 'crash.json';
const STACK_LIMIT_CHARACTERS = 4_000;

/**
 * Turns an uncaught error, thrown or rejected, into a marker file and exit code 70. Handlers of the
 * process's `exit` still run: they kill children and remove what must not outlive the process.
 * @param dataDir of the marker; undefined leaves none.
 * @param note gets one line about it.
 */
export function installCrashGuard(dataDir: string | undefined, note: (line: string) => void): void {
  throwUnhandledRejections();
  process.on('uncaughtException', (error) => {
    try {
      if (dataDir !== undefined) writeMarker(dataDir, error);
      note(`Sotto failed unexpectedly (${nameOf(error)}). What was said and answered so far is kept.`);
    } finally {
      endProcess(CRASH_EXIT_CODE);
    }
  });
}

/** @returns true when the run before left a marker, which is removed. */
export function takeCrashMarker(dataDir: string): boolean {
  const file = path.join(dataDir, MARKER_NAME);
  try {
    if (!existsSync(file)) return false;
    rmSync(file);
    return true;
  } catch {
    return false;
  }
}

/** Where it happened, without the message: that may quote what somebody said. */
function writeMarker(dataDir: string, error: unknown): void {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  const marker = {
    at: new Date().toISOString(),
    error: nameOf(error),
    frames: frames.join('\n').slice(0, STACK_LIMIT_CHARACTERS),
  };
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    writeFileAtomicSync(
      path.join(dataDir, MARKER_NAME),
      `${JSON.stringify(marker, undefined, 2)}
`,
    );
  } catch {
    // A disk that takes nothing must not keep the process from ending.
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
