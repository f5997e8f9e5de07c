import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { Agent, EnvHttpProxyAgent, request, type Dispatcher } from 'undici';
import type { Clock } from '../base/clock.ts';
import type { EngineError } from '../base/engine-error.ts';
import type { Logger } from '../base/logger.ts';
import { backoffMs, type BackoffLimits } from '../protocol/backoff.ts';
import { formatBytes } from '../protocol/byte-size.ts';
import {
  changedOnServer,
  classifyDiskError,
  classifyNetworkError,
  classifyStatus,
  diskFull,
  TransientFailure,
  wrongChecksum,
  wrongContent,
} from './download-errors.ts';
import { createProgressMeter, type DownloadProgress, type ProgressMeter } from './download-progress.ts';
import { hashFile } from './file-hash.ts';
import { openPartFile, type PartFile } from './part-file.ts';
import type { RemoteFile } from './model-manifest.ts';
import { followRedirects, validatorOf } from './remote-response.ts';

export interface DownloadDeps {
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  readonly log: Logger;
  /** Silence after which a connection counts as dead. */
  readonly stallTimeoutMs: number;
  /** Tries after the first that may fail in a row, none of them bringing a byte. */
  readonly retryCount: number;
  /** Free bytes of the disk that holds the folder. */
  readonly freeBytes: (folder: string) => Promise<number>;
}

export const STALL_TIMEOUT_MS = 30_000;
export const RETRY_COUNT = 5;
/** Left free on the disk, so that a download never takes the system's last byte. */
const SPARE_BYTES = 64_000_000;
const MAX_RESTART_COUNT = 3;
const RETRY_DELAY: BackoffLimits = { firstMs: 500, longestMs: 15_000 };
const LONGEST_ASKED_WAIT_MS = 60_000;

/** A separate connection pool that obeys HTTP_PROXY, HTTPS_PROXY and NO_PROXY. */
export function openDownloadDispatcher(env: NodeJS.ProcessEnv): Dispatcher {
  const httpProxy = env['http_proxy'] ?? env['HTTP_PROXY'] ?? '';
  const httpsProxy = env['https_proxy'] ?? env['HTTPS_PROXY'] ?? '';
  const noProxy = env['no_proxy'] ?? env['NO_PROXY'] ?? '';
  // Left out, undici would read the variables of this process again.
  return httpProxy || httpsProxy ? new EnvHttpProxyAgent({ httpProxy, httpsProxy, noProxy }) : new Agent();
}

export async function freeDiskBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/**
 * Fetches one file and gives it its name only when its SHA-256 is the published one. A broken connection
 * is retried and resumes where it stopped; aborting or leaving the loop keeps what has arrived.
 * @throws EngineError 'download-failed' | 'download-stalled' | 'download-changed' | 'download-checksum' |
 *   'disk-full'; `signal.reason` when aborted.
 */
export async function* downloadFile(
  file: RemoteFile,
  finalPath: string,
  deps: DownloadDeps,
  signal: AbortSignal,
): AsyncGenerator<DownloadProgress, void, undefined> {
  signal.throwIfAborted();
  try {
    await using part = await openPartFile(finalPath, file.url);
    await checkDisk(file, part, finalPath, deps);
    const meter = createProgressMeter(file.bytes, deps.clock);
    const run = { file, part, meter, deps, restartCount: 0, sessionStartBytes: part.sizeBytes };
    for (;;) {
      yield* receiveWithRetries(run, signal);
      if (yield* isAuthentic(run, signal)) break;
      const wasResumed = run.sessionStartBytes > 0;
      await part.discard();
      if (!wasResumed) throw wrongChecksum(file.name);
      // The part of an earlier day may be what is damaged: fetch it whole, once.
      deps.log.warn('A resumed download had the wrong checksum; starting over.', { file: file.name });
      run.sessionStartBytes = 0;
    }
    await part.complete();
  } catch (error) {
    throw classifyDiskError(error, finalPath) ?? error;
  }
}

interface Run {
  readonly file: RemoteFile;
  readonly part: PartFile;
  readonly meter: ProgressMeter;
  readonly deps: DownloadDeps;
  restartCount: number;
  /** How much an earlier session had left. */
  sessionStartBytes: number;
}

async function checkDisk(
  file: RemoteFile,
  part: PartFile,
  finalPath: string,
  deps: DownloadDeps,
): Promise<void> {
  const missingBytes =
    file.bytes - part.sizeBytes + SPARE_BYTES - (await deps.freeBytes(path.dirname(finalPath)));
  if (missingBytes > 0) throw diskFull(finalPath, missingBytes);
}

async function* receiveWithRetries(run: Run, signal: AbortSignal): AsyncGenerator<DownloadProgress> {
  let failureCount = 0;
  while (run.part.sizeBytes !== run.file.bytes) {
    const startBytes = run.part.sizeBytes;
    try {
      yield* receive(run, signal);
    } catch (error) {
      signal.throwIfAborted();
      const failure =
        classifyDiskError(error, run.part.partPath) ?? classifyNetworkError(error, hostOf(run.file));
      if (!(failure instanceof TransientFailure)) throw failure;
      failureCount = run.part.sizeBytes > startBytes ? 1 : failureCount + 1;
      if (failureCount > run.deps.retryCount) throw failure.failure;
      yield* waitBeforeRetry(run, failure, failureCount, signal);
    }
  }
}

async function* waitBeforeRetry(
  run: Run,
  { failure, afterMs }: { failure: EngineError; afterMs: number | undefined },
  failureCount: number,
  signal: AbortSignal,
): AsyncGenerator<DownloadProgress> {
  const delayMs = backoffMs(failureCount - 1, RETRY_DELAY, Math.random());
  const waitMs = Math.min(LONGEST_ASKED_WAIT_MS, Math.max(delayMs, afterMs ?? 0));
  run.deps.log.info('A download broke off and will be tried again.', {
    file: run.file.name,
    code: failure.code,
    receivedBytes: run.part.sizeBytes,
    waitMs,
  });
  yield run.meter.waiting(run.part.sizeBytes, `${failure.message} Trying again.`);
  await run.deps.clock.sleep(waitMs, signal);
}

/** One connection's worth: asks for what is missing and writes down what comes. */
async function* receive(run: Run, signal: AbortSignal): AsyncGenerator<DownloadProgress> {
  const { file, part, meter, deps } = run;
  const response = await followRedirects(file.url, (url) =>
    request(url, {
      dispatcher: deps.dispatcher,
      signal,
      headers: { 'accept-encoding': 'identity', 'user-agent': 'Sotto', ...rangeHeaders(part) },
      headersTimeout: deps.stallTimeoutMs,
      bodyTimeout: deps.stallTimeoutMs,
    }),
  );
  try {
    await acceptAnswer(run, response);
    yield meter.receiving(part.sizeBytes);
    for await (const chunk of response.body) {
      if (part.sizeBytes + (chunk as Buffer).byteLength > file.bytes) {
        await part.discard();
        throw wrongContent(`${hostOf(file)} sent more than the ${formatBytes(file.bytes)} of ${file.name}.`);
      }
      await part.append(chunk as Buffer);
      if (meter.isDue()) yield meter.receiving(part.sizeBytes);
    }
  } finally {
    response.body.on('error', () => undefined).destroy();
  }
  if (part.sizeBytes < file.bytes) {
    throw new TransientFailure(
      wrongContent(
        `${hostOf(file)} ended after ${formatBytes(part.sizeBytes)} of the ${formatBytes(file.bytes)} of ${file.name}.`,
      ),
    );
  }
}

function rangeHeaders(part: PartFile): Record<string, string> {
  if (part.sizeBytes === 0) return {};
  // If-Range takes strong validators only; a changed file then comes whole, with status 200.
  const ifRange = part.validator && !part.validator.startsWith('W/') ? { 'if-range': part.validator } : {};
  return { range: `bytes=${part.sizeBytes}-`, ...ifRange };
}

/** Makes sure that what follows continues the part, or empties the part for a whole file. */
async function acceptAnswer(run: Run, response: Dispatcher.ResponseData): Promise<void> {
  const { file, part, deps } = run;
  const { statusCode, headers } = response;
  const host = hostOf(file);
  if (statusCode === 416) {
    await part.restart('');
    countRestart(run);
    throw new TransientFailure(wrongContent(`${host} no longer has the rest of ${file.name}.`));
  }
  if (statusCode !== 200 && statusCode !== 206) {
    throw classifyStatus(statusCode, host, headerText(headers['retry-after']));
  }
  if (/text\/html|application\/xhtml/i.test(headerText(headers['content-type']) ?? '')) {
    throw wrongContent(`${host} answered with a web page instead of ${file.name}; a sign-in or block page?`);
  }
  const offeredBytes = wholeLength(statusCode, headers);
  if (offeredBytes !== undefined && offeredBytes !== file.bytes) {
    throw wrongContent(
      `${host} offers ${offeredBytes} bytes as ${file.name}, not the ${file.bytes} that were published.`,
    );
  }
  const validator = validatorOf(headers);
  const hasChanged = part.sizeBytes > 0 && part.validator !== '' && part.validator !== validator;
  if (hasChanged) {
    countRestart(run);
    deps.log.warn('The file changed on the server; starting over.', { file: file.name });
  }
  if (statusCode === 206 && (hasChanged || rangeStart(headers) !== part.sizeBytes)) {
    if (!hasChanged) countRestart(run);
    await part.restart('');
    throw new TransientFailure(changedOnServer(host));
  }
  if (statusCode === 200) await part.restart(validator);
}

function countRestart(run: Run): void {
  run.restartCount += 1;
  run.sessionStartBytes = 0;
  if (run.restartCount > MAX_RESTART_COUNT) throw changedOnServer(hostOf(run.file));
}

async function* isAuthentic(run: Run, signal: AbortSignal): AsyncGenerator<DownloadProgress, boolean> {
  const steps = hashFile(run.part.partPath, signal);
  let step = await steps.next();
  while (!step.done) {
    if (run.meter.isDue()) yield run.meter.verifying(run.part.sizeBytes);
    step = await steps.next();
  }
  return step.value === run.file.sha256;
}

function wholeLength(statusCode: number, headers: Dispatcher.ResponseData['headers']): number | undefined {
  const text =
    statusCode === 206
      ? /\/(\d+)$/.exec(headerText(headers['content-range']) ?? '')?.[1]
      : headerText(headers['content-length']);
  return text === undefined ? undefined : Number(text);
}

function rangeStart(headers: Dispatcher.ResponseData['headers']): number {
  return Number(/^bytes (\d+)-/.exec(headerText(headers['content-range']) ?? '')?.[1] ?? Number.NaN);
}

function headerText(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

function hostOf(file: RemoteFile): string {
  return new URL(file.url).host;
}
