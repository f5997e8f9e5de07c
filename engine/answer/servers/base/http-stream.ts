import { Pool, type Dispatcher } from 'undici';
import type { Clock } from '../../../base/clock.ts';
import { formatBytes } from '../../../protocol/byte-size.ts';
import { ANSWER_LIMIT_CHARACTERS, type ChatDelta } from './chat-model.ts';
import type { ChatParser, ParsedChunk } from './chat-parser.ts';
import {
  badContent,
  brokenOff,
  compressed,
  retryAfterMs,
  toServerError,
  toTransportError,
  type ServerPlace,
} from './server-errors.ts';
import { COLD_FIRST_TOKEN_MS, TokenDeadlines, WARM_FIRST_TOKEN_MS } from './token-deadlines.ts';

const KEEP_ALIVE_MS = 15 * 60_000;
const CONNECT_TIMEOUT_MS = 5_000;
/** A model that is not known to be loaded is taken to be loading after this long without a token. */
const LOADING_NOTICE_MS = 1_000;
const ERROR_BODY_LIMIT_BYTES = 64 * 1_024;
/** A list of twenty thousand models. */
const WHOLE_BODY_LIMIT_BYTES = 8 * 1_024 * 1_024;
/** After `done` the body is read to its end so that the connection can serve again, but not for ever. */
const BODY_LIMIT_BYTES = 4 * 1_024 * 1_024;
const TAIL_TIMEOUT_MS = 500;

export interface StreamRequest {
  readonly path: string;
  readonly body: string;
  readonly place: ServerPlace;
  /** The model was loaded when last checked. When it is not, a cold load is expected and shown. */
  readonly isWarm: boolean;
  /** In place of the deadline for a warm model's first token. */
  readonly warmFirstTokenMs?: number;
  /** Asks the server, when the first token of a warm model is late. */
  isLoaded(signal: AbortSignal): Promise<boolean>;
  createParser(): ChatParser;
}

/**
 * Connections that outlive the pauses between human questions. No byte timeouts: what counts is tokens,
 * and TokenDeadlines counts them.
 */
export function openPool(baseUrl: string, permitCount: number): Pool {
  return new Pool(new URL(baseUrl).origin, {
    // One beside the permits, for health checks and for a request that follows an abort at once.
    connections: permitCount + 1,
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: CONNECT_TIMEOUT_MS },
  });
}

/**
 * One try at one streamed answer. Whatever way the loop is left, the response is destroyed unless it ended
 * well, so that the server frees its slot.
 * @throws EngineError; `signal.reason` when aborted.
 */
export async function* streamOnce(
  pool: Pool,
  request: StreamRequest,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<ChatDelta, void, undefined> {
  signal.throwIfAborted();
  const warmMs = request.warmFirstTokenMs ?? WARM_FIRST_TOKEN_MS;
  using deadlines = new TokenDeadlines(clock, request.isWarm ? warmMs : COLD_FIRST_TOKEN_MS);
  const leaving = new AbortController();
  const end = AbortSignal.any([signal, deadlines.signal, leaving.signal]);
  let isComplete = false;
  const onDone = (): void => {
    isComplete = true;
  };
  try {
    const response = yield* noticeLoading(send(pool, request, end), request, deadlines, clock, end);
    // Its headers come with the first token, so nothing loads any more; what follows may still be blank for ever.
    deadlines.expect(warmMs);
    yield* readBody(response, request.createParser(), deadlines, onDone, signal);
  } catch (error) {
    signal.throwIfAborted();
    deadlines.signal.throwIfAborted();
    throw toTransportError(error, request.place);
  } finally {
    if (!isComplete) leaving.abort();
  }
}

async function send(
  pool: Pool,
  { path, body, place }: StreamRequest,
  signal: AbortSignal,
): Promise<Dispatcher.ResponseData> {
  const response = await pool.request({
    path,
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-encoding': 'identity', ...place.access.headers },
    body,
    signal,
  });
  if (response.statusCode === 200) return checkContent(response);
  const retryMs = retryAfterMs(response.headers['retry-after']);
  const reply = { status: response.statusCode, ...(retryMs === undefined ? {} : { retryAfterMs: retryMs }) };
  throw toServerError(reply, await readText(response), place);
}

/** HTML and compressed bodies are never a chat stream; any other type, or none, is tried. */
function checkContent(response: Dispatcher.ResponseData): Dispatcher.ResponseData {
  const type = String(response.headers['content-type'] ?? '');
  const encoding = String(response.headers['content-encoding'] ?? '')
    .trim()
    .toLowerCase();
  const isPage = /^\s*(?:text\/html|application\/xhtml)/i.test(type);
  if (!isPage && (encoding === '' || encoding === 'identity')) return response;
  response.body.on('error', () => undefined).destroy();
  if (!isPage) throw compressed();
  throw badContent('A page came back instead of an answer: another program or a login page is in the way.');
}

/** The body as text; of a longer one what fits, and the rest is not read. */
export async function readText(
  response: Dispatcher.ResponseData,
  limitBytes = ERROR_BODY_LIMIT_BYTES,
): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > limitBytes) break;
  }
  return text + decoder.decode();
}

/** The same for a reply of which a part is of no use. @throws EngineError 'model-bad-content' for a longer one. */
export async function readWhole(response: Dispatcher.ResponseData): Promise<string> {
  const text = await readText(response, WHOLE_BODY_LIMIT_BYTES);
  if (text.length <= WHOLE_BODY_LIMIT_BYTES) return text;
  const limit = formatBytes(WHOLE_BODY_LIMIT_BYTES);
  throw badContent(`The reply of the model server is longer than the ${limit} that Sotto reads.`);
}

/** Yields `loading` about once a second until `sent` settles, if the model is being loaded. */
async function* noticeLoading<Value>(
  sent: Promise<Value>,
  request: StreamRequest,
  deadlines: TokenDeadlines,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<ChatDelta, Value, undefined> {
  const startedAtMs = clock.nowMs();
  const settled = new AbortController();
  const asking = AbortSignal.any([signal, settled.signal]);
  const isSettled = sent.then(
    () => true,
    () => true,
  );
  let isLoading = !request.isWarm;
  try {
    for (;;) {
      const tick = clock.sleep(LOADING_NOTICE_MS, settled.signal).then(
        () => false,
        () => true,
      );
      if (await Promise.race([isSettled, tick])) return await sent;
      // A first token waits for nothing; once it is here, it does not matter what the server says.
      if (!isLoading && !(await Promise.race([isSettled, request.isLoaded(asking)]))) {
        isLoading = true;
        deadlines.allow(COLD_FIRST_TOKEN_MS);
      }
      if (isLoading) yield { type: 'loading', elapsedMs: clock.nowMs() - startedAtMs };
    }
  } finally {
    settled.abort();
    // The caller may leave while the request is still running; its failure then concerns no one.
    sent.catch(() => undefined);
  }
}

/** @param onDone called before the server's `done` is passed on; not for an end at our own limit. */
async function* readBody(
  response: Dispatcher.ResponseData,
  parser: ChatParser,
  deadlines: TokenDeadlines,
  onDone: () => void,
  signal: AbortSignal,
): AsyncGenerator<ChatDelta, void, undefined> {
  let outputCharacters = 0;
  /** Blanks before the first word: no token of an answer yet. */
  let lead = '';
  let hasWord = false;
  for await (const { pieces, failure } of parsedChunks(response, parser)) {
    for (const piece of pieces) {
      // One chunk may hold many pieces; none comes after an abort.
      signal.throwIfAborted();
      if (piece.type === 'done') {
        onDone();
        finishBody(response);
        yield piece;
        return;
      }
      if (piece.type === 'thinking') {
        deadlines.note('thinking');
        yield piece;
        continue;
      }
      outputCharacters += piece.text.length;
      const isBlank = piece.text.trim() === '';
      if (!isBlank) deadlines.note('content');
      hasWord ||= !isBlank;
      if (hasWord) {
        yield lead === '' ? piece : { type: 'content', text: lead + piece.text };
        lead = '';
      } else {
        lead += piece.text;
      }
    }
    if (failure) throw failure;
    if (outputCharacters > ANSWER_LIMIT_CHARACTERS || deadlines.isUp) {
      yield { type: 'done', reason: 'length', usage: {} };
      return;
    }
  }
  throw brokenOff();
}

async function* parsedChunks(
  response: Dispatcher.ResponseData,
  parser: ChatParser,
): AsyncGenerator<ParsedChunk, void, undefined> {
  // Leaving this loop must not destroy a body that is to be read to its end.
  for await (const chunk of response.body.iterator({ destroyOnReturn: false })) {
    yield parser.push(chunk as Uint8Array);
  }
  yield parser.end();
}

function finishBody(response: Dispatcher.ResponseData): void {
  const signal = AbortSignal.timeout(TAIL_TIMEOUT_MS);
  response.body.dump({ limit: BODY_LIMIT_BYTES, signal }).catch(() => undefined);
}
