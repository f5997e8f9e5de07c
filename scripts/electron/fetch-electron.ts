import { downloadArtifact } from '@electron/get';
import { execFile } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { formatBytes } from '../../engine/protocol/byte-size.ts';
import { electronVersion, programPathFile } from './find-electron.ts';

/** For the server to begin; a user who has no network should not wait longer to learn it. */
const ANSWER_DEADLINE_MS = 4_500;
/** For a piece of the download; one that needs longer would take hours in all. */
const PIECE_DEADLINE_MS = 15_000;
const PIECE_BYTES = 256 * 1_024;
const SHOWN_STEP_PERCENT = 10;

export interface ElectronFetch {
  /** Of the package `electron`. */
  readonly packageDirectory: string;
  /** Where downloads are kept; Electron's own cache unless given. */
  readonly cacheDirectory?: string;
  readonly note: (line: string) => void;
  readonly answerDeadlineMs?: number;
  readonly pieceDeadlineMs?: number;
}

interface Progress {
  readonly percent: number;
  readonly total: number | null;
  /** In bytes. */
  readonly transferred: number;
}

/**
 * Downloads the Electron program, holds it against the checksum in its package and unpacks it there.
 * @returns why that was not possible, as the end of "since …"; undefined when the program is there.
 */
export async function fetchElectron(options: ElectronFetch): Promise<string | undefined> {
  const { packageDirectory, cacheDirectory = process.env['electron_config_cache'] } = options;
  try {
    accessSync(packageDirectory, constants.W_OK);
  } catch {
    return `the Electron program cannot be unpacked into ${packageDirectory}, which is not writable`;
  }
  try {
    await download({ ...options, ...(cacheDirectory && { cacheDirectory }) });
  } catch (error) {
    return `the Electron program could not be downloaded (${causeOf(error)})`;
  }
  const unpacked = path.join(packageDirectory, 'dist');
  try {
    // Its last step writes the path again: a program without one was not unpacked to the end.
    await rm(programPathFile(packageDirectory), { force: true });
    // It finds the download in the cache, checks it once more and unpacks it.
    await promisify(execFile)(process.execPath, [path.join(packageDirectory, 'install.js')], {
      env: { ...process.env, ...(cacheDirectory && { electron_config_cache: cacheDirectory }) },
    });
    return undefined;
  } catch (error) {
    // On a full disk it would be in the way of everything else.
    await rm(unpacked, { recursive: true, force: true }).catch(() => undefined);
    return `the Electron program could not be unpacked into ${packageDirectory} (${causeOf(error)})`;
  }
}

async function download({
  packageDirectory,
  cacheDirectory,
  note,
  answerDeadlineMs = ANSWER_DEADLINE_MS,
  pieceDeadlineMs = PIECE_DEADLINE_MS,
}: ElectronFetch): Promise<void> {
  const version = electronVersion(packageDirectory);
  const checksums = JSON.parse(readFileSync(path.join(packageDirectory, 'checksums.json'), 'utf8')) as Record<
    string,
    string
  >;
  const stalled = new AbortController();
  const limit = (ms: number, what: string): NodeJS.Timeout =>
    setTimeout(() => stalled.abort(new Error(`${what} for ${ms / 1_000} s`)), ms);
  let overdue = limit(answerDeadlineMs, 'no answer');
  let nextPieceBytes = 0;
  let shownPercent = -SHOWN_STEP_PERCENT;
  try {
    await downloadArtifact({
      version,
      artifactName: 'electron',
      platform: process.platform,
      arch: process.arch,
      checksums,
      ...(cacheDirectory !== undefined && { cacheRoot: cacheDirectory }),
      downloadOptions: {
        quiet: true,
        signal: stalled.signal,
        getProgressCallback: ({ percent, total, transferred }: Progress) => {
          if (transferred >= nextPieceBytes || percent === 1) {
            clearTimeout(overdue);
            overdue = limit(pieceDeadlineMs, 'almost nothing came');
            nextPieceBytes = transferred + PIECE_BYTES;
          }
          const wholePercent = Math.floor(percent * 100);
          if (wholePercent >= shownPercent + SHOWN_STEP_PERCENT) {
            shownPercent = wholePercent;
            const size = total === null ? '' : ` of ${formatBytes(total)}`;
            note(`Downloading Electron ${version}, once: ${wholePercent} %${size}`);
          }
          return Promise.resolve();
        },
      },
    });
  } finally {
    clearTimeout(overdue);
  }
}

/** In one line. `fetch` says only that it failed, and its cause says why. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  const { message } = cause instanceof Error ? cause : error;
  // A program's failure names its command first, and then what it said.
  const [line = message, said = line] = message.split('\n');
  return (line.startsWith('Command failed') ? said : line).trim();
}
