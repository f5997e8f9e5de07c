import { EngineError } from '../../../base/engine-error.ts';
import type { ServerAccess } from '../../../base/server-access.ts';
import type { ErrorCode } from '../../../protocol/error-codes.ts';
import type { ServerTraits } from './server-traits.ts';
import { messageOf, shownWords, withoutSecrets } from './server-words.ts';

/** What a reply other than 200 said; kept as the `cause` of the error that it became. */
export interface HttpReply {
  readonly status: number;
  /** From `Retry-After`, when it could be read. */
  readonly retryAfterMs?: number;
  /** As it came but for secrets: it may repeat the request, so it is never shown or logged. */
  readonly text: string;
}

/** Whom a request is for; for the words of its failure. */
export interface ServerPlace {
  readonly traits: ServerTraits;
  readonly address: string;
  /** '' for calls that concern none. */
  readonly model: string;
  readonly access: ServerAccess;
}

/** What matters stands at the top of a reply. */
const JUDGED_LIMIT_CHARACTERS = 8_192;

const OUT_OF_MEMORY =
  /out of memory|requires more system memory|cudamalloc failed|insufficient (?:memory|vram)|failed to allocate/i;
const CONTEXT_OVERFLOW =
  /context[ _-]?(?:length|size|window|limit)|exceeds? [^.]{0,40}\bcontext\b|context[^.]{0,20} exceeded|\b(?:prompt|input)s? (?:length )?(?:is|are|was|were)? ?(?:too (?:long|large)|exceeds?)|too many (?:input |prompt )?tokens|token limit exceeded|maximum (?:input|prompt|sequence|model) length|reduce the length of/i;
const UNSUITABLE =
  /does(?:n't| not) support (?:the )?(?:chat|completions?|generat|text.generat)|not (?:a )?(?:chat|text.generation|generative) model|not supported in the v1\/chat|\bembeddings? model\b|\bmodel\b[^.]{0,60}\b(?:is|as|type)\b[^.]{0,20}\b(?:embeddings?|rerank)|(?:no|without|provide a|missing|not have a|define a) chat[ _]template|chat[ _]template[^.]{0,40}(?:no longer allowed|missing|not (?:set|found|defined))|is not (?:an )?llm/i;
const MISSING_MODEL =
  /\bmodels?\b[^\n]{0,200}(?:not (?:be )?found|(?:does not|doesn't|not) exist|not (?:loaded|available|installed|deployed|been loaded))|file does not exist|model_not_found|(?:invalid|unknown|unrecognized|no such|unsupported|no) models?\b(?! (?:architecture|type|format|param))|model[ _](?:name|id)[^\n]{0,60}(?:invalid|unknown|not valid|required)|\bnot a valid model\b/i;
const BUSY = /server busy|maximum pending requests|overloaded|rate limit/i;
const OUT_OF_CREDIT = /insufficient_quota|\bbilling\b|\bcredits?\b|exceeded your current quota/i;
const LOADING = /\b(?:is )?(?:still )?loading\b[^.]{0,20}\bmodel\b|\bmodel\b[^.]{0,20}\bloading\b/i;
/** What a web server says of a path that it does not have. */
const NO_SUCH_PATH = /^(?:404\W*)?(?:(?:page|path|route|url|endpoint) )?not found\W*$/i;

/** The error for a status and the text of a reply, or for an error inside a stream (status 200). */
export function toServerError(reply: Omit<HttpReply, 'text'>, text: string, place: ServerPlace): EngineError {
  const { status } = reply;
  const words = messageOf(text).slice(0, JUDGED_LIMIT_CHARACTERS);
  /** Some servers name the kind of failure beside their words. */
  const head = text.slice(0, JUDGED_LIMIT_CHARACTERS);
  const quote = shownWords(text, place.access);
  const cause: HttpReply = { ...reply, text: withoutSecrets(text, place.access) };
  const fail = (code: ErrorCode, message: string, remedy: string): EngineError =>
    new EngineError(code, message, remedy, { cause });
  const quoted = (message: string): string => (quote === '' ? `${message}.` : `${message}: “${quote}”`);
  if (OUT_OF_MEMORY.test(words)) {
    return fail(
      'model-out-of-memory',
      `This machine has too little memory for ${place.model}.`,
      'Pick a smaller model.',
    );
  }
  if (status !== 401 && status !== 403 && (CONTEXT_OVERFLOW.test(head) || status === 413)) {
    return fail(
      'model-prompt-too-long',
      quoted('The question and its context are too long for this model server'),
      'Give the server a larger context, or pick a model with one.',
    );
  }
  if (UNSUITABLE.test(words)) {
    return fail(
      'model-unsuitable',
      quoted(`${place.model || 'The model'} cannot answer questions`),
      'Pick a model that can chat.',
    );
  }
  if (isMissingModel(status, head, words, place)) {
    return missingModel(place, place.model, cause);
  }
  if (status === 401 || status === 403) {
    const { message, remedy } = place.access.refusal;
    return fail('model-unauthorized', message, remedy);
  }
  if (status === 404) {
    return fail(
      'model-bad-content',
      quoted(`The server at ${place.address} does not know this kind of request (404)`),
      'Check that the address is a model server.',
    );
  }
  const isBusy = (status === 429 || status === 503 || BUSY.test(words)) && !OUT_OF_CREDIT.test(head);
  if (isBusy) {
    const isLoading = status === 503 && LOADING.test(words);
    return fail(
      'model-server-busy',
      isLoading
        ? 'The model server is still loading its model.'
        : 'The model server is busy with other requests.',
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
  return status >= 400 && status < 500
    ? fail(
        'model-request-refused',
        quoted(`The model server refused the request (${status})`),
        'Pick another model, or check the settings of the server.',
      )
    : fail(
        'model-server-failed',
        quoted('The model server failed while answering'),
        'Ask again; if it happens again, restart the model server.',
      );
}

/** A call that names no model cannot miss one. */
function isMissingModel(
  status: number,
  head: string,
  words: string,
  { traits, model }: ServerPlace,
): boolean {
  if (model === '' || status === 429 || status === 503) return false;
  if (MISSING_MODEL.test(words) || head.includes('model_not_found')) return true;
  return status === 404 && !(traits.mayLackPath && (words === '' || NO_SUCH_PATH.test(words.trim())));
}

/** @param name the model that is wanted; absent when any would do and there is none. */
export function missingModel(
  { traits, address }: Pick<ServerPlace, 'address' | 'traits'>,
  name?: string,
  cause?: unknown,
): EngineError {
  const message =
    name === undefined ? traits.emptyAt(address) : `${traits.nameAt(address)} has no model named ${name}.`;
  return new EngineError('model-missing', message, traits.missingRemedy(name), { cause });
}

/** For a model that its own server has run elsewhere. */
export function remoteModelRefused(name: string): EngineError {
  return new EngineError(
    'model-remote-refused',
    `${name} runs on other people's servers.`,
    'Pick a local model, or allow remote models in the settings.',
  );
}

/** The error for a request that got no reply, or whose body broke off. */
export function toTransportError(
  error: unknown,
  { address, traits }: Pick<ServerPlace, 'address' | 'traits'>,
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
      traits.startRemedy,
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

/** For an answer without a word of which something could not be read. */
export function notUnderstood(): EngineError {
  return badContent('What the model server sent could not be understood.');
}

export function compressed(): EngineError {
  return new EngineError(
    'model-bad-content',
    'The model server sent its answer compressed, which Sotto did not ask for.',
    'Turn compression off on the server, or on the proxy before it.',
  );
}

/** For a stream that ends without saying that it is complete. */
export function brokenOff(): EngineError {
  return new EngineError(
    'model-server-failed',
    'The model server broke off its answer.',
    'Ask again; if it happens again, restart the model server.',
  );
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
