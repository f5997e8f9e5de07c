import { createReadStream, fstat, open } from 'node:fs';
import { Socket } from 'node:net';
import { basename } from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import { promisify } from 'node:util';
import { EngineError } from '../base/engine-error.ts';
import { READ_WITHOUT_WAITING, readFault } from '../base/open-to-read.ts';

/** The path that stands for standard input. */
export const STANDARD_INPUT = '-';

const READ_AHEAD_BYTES = 256 * 1_024;

/** How a file is called in messages and as a device. */
export function displayName(path: string): string {
  return path === STANDARD_INPUT ? 'Standard input' : basename(path);
}

export interface OpenedBytes {
  readonly stream: Readable;
  /** Infinite where the length is not known before the end. */
  readonly totalBytes: number;
}

/**
 * Opens a file, a named pipe or, for `-`, standard input.
 * @param signal closes it; reading then fails.
 * @throws EngineError 'source-missing'
 */
export async function openBytes(path: string, signal: AbortSignal): Promise<OpenedBytes> {
  const opened = path === STANDARD_INPUT ? openStandardInput() : await openFile(path);
  addAbortSignal(signal, opened.stream);
  return opened;
}

/** Wraps what a stream of `openBytes` failed with. @throws `signal.reason` once it has aborted. */
export function asReadError(path: string, error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  return error instanceof EngineError ? error : cannotOpen(path, readFault(error) ?? String(error), error);
}

function openStandardInput(): OpenedBytes {
  if (!process.stdin.isTTY) return { stream: process.stdin, totalBytes: Number.POSITIVE_INFINITY };
  throw new EngineError(
    'source-missing',
    'Standard input is the keyboard, and no sound comes from it.',
    'Pipe a sound file in, e.g. `npm run -s sotto -- transcribe - < FILE`.',
  );
}

async function openFile(path: string): Promise<OpenedBytes> {
  const fd = await promisify(open)(path, READ_WITHOUT_WAITING).catch((error: unknown) => {
    throw cannotOpen(path, readFault(error) ?? String(error), error);
  });
  const found = await promisify(fstat)(fd);
  if (found.isFIFO()) {
    const stream = new Socket({ fd, readable: true, writable: false });
    return { stream, totalBytes: Number.POSITIVE_INFINITY };
  }
  const stream = createReadStream('', { fd, highWaterMark: READ_AHEAD_BYTES });
  if (found.isFile()) return { stream, totalBytes: found.size };
  stream.destroy();
  throw cannotOpen(path, found.isDirectory() ? 'it is a folder' : 'it is not a file');
}

function cannotOpen(path: string, cause: string, error?: unknown): EngineError {
  return new EngineError(
    'source-missing',
    `${path === STANDARD_INPUT ? displayName(path) : path} cannot be opened: ${cause}.`,
    'Check the path of the file.',
    { cause: error },
  );
}
