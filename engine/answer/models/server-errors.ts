import { EngineError } from '../../base/engine-error.ts';
import type { ServerAccess } from '../../base/server-access.ts';
import type { ErrorCode } from '../../protocol/error-codes.ts';
import type { ModelServer } from '../chat-model.ts';

/** What a reply other than 200 said; kept as the `cause` of the error that it became. */
export interface HttpReply {
  readonly status: number;
  /** From `Retry-After`, when it could be read. */
  readonly retryAfterMs?: number;
}

/** Whom a request is for; for the words of its failure. */
export interface ServerPlace {
  readonly kind: ModelServer['kind'];
  readonly address: string;
  readonly model: string;
  readonly access: ServerAccess;
}

const OUT_OF_MEMORY =
  /out of memory|requires more system memory|cudamalloc failed|insufficient (?:memory|vram)|failed to allocate/i;
const MISSING_MODEL = /model ["'].*["'] not found|file does not exist|model_not_found/i;
const BUSY = /server busy|maximum pending requests|overloaded|rate limit/i;

/** The error for a status and an error text, or for an error text inside a stream (status 200). */
export function toServerError(reply: HttpReply, text: string, place: ServerPlace): EngineError {
  const { status } = reply;
  const fail = (code: ErrorCode, message: string, remedy: string): EngineError =>
    new EngineError(code, message, remedy, { cause: reply });
  if (OUT_OF_MEMORY.test(text)) {
    return fail(
      'model-out-of-memory',
      `This machine has too little memory for ${place.model}.`,
      'Pick a smaller model.',
    );
  }
  if (status === 404 || MISSING_MODEL.test(text)) {
    return missingModel(place.kind, place.address, place.model, reply);
  }
  if (status === 401 || status === 403) {
    const { message, remedy } = place.access.refusal;
    return fail('model-unauthorized', message, remedy);
  }
  if (status === 503 || status === 429 || BUSY.test(text)) {
    return fail(
      'model-server-busy',
      'The model server is busy with other requests.',
      'Try again in a moment.',
    );
  }
  if (status >= 300 && status < 400) {
    return fail(
      'model-bad-content',
      `The server at ${place.address} wants to send requests elsewhere; Sotto does not follow.`,
      'Enter the real address of the model server.',
    );
  }
  return fail(
    'model-server-failed',
    status >= 400 && status < 500
      ? `The model server refused the request (${status}).`
      : 'The model server failed while answering.',
    'Ask again; if it stays, restart the model server.',
  );
}

/** @param name the model that is wanted; absent when any would do and there is none. */
export function missingModel(
  kind: ModelServer['kind'],
  address: string,
  name?: string,
  cause?: HttpReply,
): EngineError {
  const isOllama = kind === 'ollama';
  const pull = `\`npm run -s sotto -- models pull ${name ?? 'llama3.2:3b'}\``;
  return name === undefined
    ? new EngineError(
        'model-missing',
        isOllama ? 'Ollama has no model yet.' : `The model server at ${address} has no model.`,
        isOllama ? `Get one, for example with ${pull}.` : 'Load one there.',
      )
    : new EngineError(
        'model-missing',
        `${isOllama ? 'Ollama' : `The model server at ${address}`} has no model named ${name}.`,
        isOllama ? `Get it with ${pull}, or pick another.` : 'Load it there, or pick another.',
        { cause },
      );
}

/** The error for a request that got no reply, or whose body broke off. */
export function toTransportError(
  error: unknown,
  { address, kind }: Pick<ServerPlace, 'address' | 'kind'>,
): EngineError {
  if (error instanceof EngineError) return error;
  const code = codeOf(error);
  if (code.startsWith('CERT_') || code.includes('_CERT') || code.startsWith('ERR_TLS') || code === 'EPROTO') {
    return new EngineError(
      'model-server-unreachable',
      `The certificate of the model server at ${address} is not valid.`,
      'Install a valid certificate, or use an http:// address in your own network.',
      { cause: error },
    );
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new EngineError(
      'model-server-unreachable',
      `The name in the model server's address ${address} is not known.`,
      'Check the address.',
      { cause: error },
    );
  }
  if (UNREACHABLE.has(code)) {
    return new EngineError(
      'model-server-unreachable',
      `No model server answers at ${address}.`,
      kind === 'ollama' ? 'Start Ollama.' : 'Start the server, or check its address.',
      { cause: error },
    );
  }
  return new EngineError(
    'model-server-failed',
    'The connection to the model server broke off.',
    'Ask again.',
    { cause: error },
  );
}

export function badContent(message: string): EngineError {
  return new EngineError('model-bad-content', message, 'Check that the address is a model server.');
}

/** `Retry-After` in seconds; anything else is ignored. */
export function retryAfterMs(header: string | string[] | undefined): number | undefined {
  return typeof header === 'string' && /^\d{1,6}$/.test(header.trim()) ? Number(header) * 1_000 : undefined;
}

const UNREACHABLE: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return codeOf(error.cause);
}
