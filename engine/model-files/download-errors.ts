import { EngineError } from '../base/engine-error.ts';
import { formatBytes } from '../protocol/byte-size.ts';

/** Names what went wrong with a download in the user's words, and says which failures are worth a retry. */

/** A failure that may be gone in a moment; `afterMs` is what the server asked us to wait. */
export class TransientFailure extends Error {
  override readonly name = 'TransientFailure';
  readonly failure: EngineError;
  readonly afterMs: number | undefined;

  constructor(failure: EngineError, afterMs?: number) {
    super(failure.message);
    this.failure = failure;
    this.afterMs = afterMs;
  }
}

const IMPORT_REMEDY =
  'Fetch the file with a browser and import it: `npm run -s sotto -- speech-models import FILE`.';
const RETRY_REMEDY = 'Check the connection and start the download again; it resumes where it stopped.';

const CERTIFICATE_FAULTS: Readonly<Record<string, string>> = {
  SELF_SIGNED_CERT_IN_CHAIN: 'a proxy inspects TLS with its own certificate',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate cannot be traced to a known authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate comes from an unknown authority, often a proxy',
  CERT_HAS_EXPIRED: 'its certificate has expired (is the clock right?)',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet (is the clock right?)',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

const STALL_CODES = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT']);

const CONNECTION_FAULTS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name cannot be resolved (is this machine online?)',
  EAI_AGAIN: 'its name cannot be resolved (is this machine online?)',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ETIMEDOUT: 'it did not answer',
  EHOSTUNREACH: 'it cannot be reached',
  ENETUNREACH: 'there is no network',
  UND_ERR_SOCKET: 'the connection was cut',
};

/** `error` as a TransientFailure when another try may help, else as the EngineError to show. */
export function classifyNetworkError(error: unknown, host: string): EngineError | TransientFailure {
  if (error instanceof EngineError || error instanceof TransientFailure) return error;
  const { code, message } = innermost(error);
  const certificate = CERTIFICATE_FAULTS[code];
  if (certificate) {
    return new EngineError('download-failed', `${host} cannot be trusted: ${certificate}.`, IMPORT_REMEDY, {
      cause: error,
    });
  }
  if (message.includes('Proxy')) {
    const answer = /\b(\d{3})\b/.exec(message)?.[1];
    return new EngineError(
      'download-failed',
      answer === '407' ? 'The proxy wants a password.' : `The proxy refused the connection to ${host}.`,
      `Correct HTTPS_PROXY, or: ${IMPORT_REMEDY}`,
      { cause: error },
    );
  }
  if (STALL_CODES.has(code)) {
    return new TransientFailure(
      new EngineError('download-stalled', `${host} stopped sending.`, RETRY_REMEDY, { cause: error }),
    );
  }
  return new TransientFailure(
    new EngineError(
      'download-failed',
      `The download from ${host} broke off: ${describeFault(code, message, host)}.`,
      RETRY_REMEDY,
      { cause: error },
    ),
  );
}

/** A file system error as a user can act on it; undefined when `error` is none. */
export function classifyDiskError(error: unknown, path: string): EngineError | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(path, undefined, error);
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new EngineError(
      'download-failed',
      `The folder of ${path} cannot be written.`,
      'Give yourself the right to write there, or set SOTTO_DATA_DIR to another folder.',
      { cause: error },
    );
  }
  return undefined;
}

export function diskFull(path: string, missingBytes?: number, cause?: unknown): EngineError {
  const need = missingBytes === undefined ? '' : `: ${formatBytes(missingBytes)} more are needed`;
  return new EngineError(
    'disk-full',
    `The disk is too full for ${path}${need}.`,
    'Free some space and start the download again; it resumes where it stopped.',
    { cause },
  );
}

/** What an answer other than the file means. */
export function classifyStatus(
  statusCode: number,
  host: string,
  retryAfter: string | undefined,
): EngineError | TransientFailure {
  if (statusCode === 408 || statusCode === 429 || statusCode >= 500) {
    const waitSeconds = Number(retryAfter);
    return new TransientFailure(
      new EngineError('download-failed', `${host} is busy (${statusCode}).`, RETRY_REMEDY),
      Number.isFinite(waitSeconds) && waitSeconds > 0 ? waitSeconds * 1_000 : undefined,
    );
  }
  const means: Readonly<Record<number, string>> = {
    401: 'wants a sign-in for this file',
    403: 'refuses to give this file',
    404: 'does not have this file any more',
    407: 'is behind a proxy that wants a password',
    410: 'does not have this file any more',
  };
  return new EngineError(
    'download-failed',
    `${host} ${means[statusCode] ?? 'gave an unexpected answer'} (${statusCode}).`,
    `Choose another model, or: ${IMPORT_REMEDY}`,
  );
}

/** The server sent something, but not the file. */
export function wrongContent(message: string): EngineError {
  return new EngineError('download-failed', message, IMPORT_REMEDY);
}

export function changedOnServer(host: string): EngineError {
  return new EngineError(
    'download-changed',
    `The file at ${host} keeps changing while it is being fetched.`,
    'Try again later, or choose another model.',
  );
}

export function wrongChecksum(name: string): EngineError {
  return new EngineError(
    'download-checksum',
    `What arrived is not the published ${name}: its SHA-256 differs. It was thrown away.`,
    `Try again; if it happens again, a proxy may alter downloads. ${IMPORT_REMEDY}`,
  );
}

/** A refusal names the address that refused: with a proxy that is not the host. */
function describeFault(code: string, message: string, host: string): string {
  if (code !== 'ECONNREFUSED') return CONNECTION_FAULTS[code] ?? (message || code);
  return `${message.replace('connect ECONNREFUSED ', '') || host} refused the connection`;
}

/** undici wraps the socket's error, sometimes twice; the code that says why is the innermost. */
function innermost(error: unknown): { code: string; message: string } {
  let current = error;
  let found = { code: '', message: String(error) };
  for (let depth = 0; depth < 5 && current instanceof Error; depth += 1) {
    const code = 'code' in current && typeof current.code === 'string' ? current.code : '';
    found = { code: code || found.code, message: current.message || found.message };
    current = current instanceof AggregateError ? current.errors[0] : current.cause;
  }
  return found;
}
