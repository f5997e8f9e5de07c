import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

/** A fake of an OpenAI-style chat server (vLLM, llama.cpp server, LM Studio) over real HTTP on 127.0.0.1. */

export interface FakeOpenAiOptions {
  readonly models?: readonly string[];
  readonly answers?: ReadonlyMap<string, string>;
  /** Refuses every request without it, and repeats what it got instead. */
  readonly token?: string;
  readonly tokensPerSecond?: number;
  readonly firstTokenMs?: number;
  /** Another reply to a chat than the answer: a refusal of its body, for example. */
  readonly refuse?: (
    body: Readonly<Record<string, unknown>>,
  ) => { readonly status: number; readonly body: string } | undefined;
  /** Unless given, a free one (0): a server comes back where it was. */
  readonly port?: number;
}

export type OpenAiFault =
  | { readonly kind: 'hang' }
  | {
      readonly kind: 'reply';
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body: string;
    }
  /** An error event in the stream. */
  | { readonly kind: 'error-event'; readonly afterTokenCount: number; readonly text: string }
  /** The body ends in good order, but without a finish reason and `[DONE]`. */
  | { readonly kind: 'end-early'; readonly afterTokenCount: number }
  | { readonly kind: 'reset'; readonly afterTokenCount: number }
  /** A finish reason, but no `[DONE]`. */
  | { readonly kind: 'no-done-mark' }
  /** Events as they are, before the first token. */
  | { readonly kind: 'insert'; readonly text: string };

export interface FakeOpenAi extends AsyncDisposable {
  /** With `/v1` at the end. */
  readonly url: string;
  readonly port: number;
  readonly requests: readonly {
    readonly path: string;
    readonly authorization: string | undefined;
    readonly body: Readonly<Record<string, unknown>>;
  }[];
  readonly abortCount: number;
  readonly activeCount: number;
  readonly openSocketCount: number;
  fault: OpenAiFault | undefined;
  stop(): Promise<void>;
}

interface FakeState {
  readonly requests: FakeOpenAi['requests'][number][];
  abortCount: number;
  activeCount: number;
  fault: OpenAiFault | undefined;
}

export async function startFakeOpenAi(options: FakeOpenAiOptions = {}): Promise<FakeOpenAi> {
  const sockets = new Set<Socket>();
  const state: FakeState = { requests: [], abortCount: 0, activeCount: 0, fault: undefined };

  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    void serve(request, response, options, state).catch(() => response.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });

  async function stop(): Promise<void> {
    for (const socket of sockets) socket.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    port,
    requests: state.requests,
    get abortCount() {
      return state.abortCount;
    },
    get activeCount() {
      return state.activeCount;
    },
    get openSocketCount() {
      return sockets.size;
    },
    get fault() {
      return state.fault;
    },
    set fault(fault) {
      state.fault = fault;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  options: FakeOpenAiOptions,
  state: FakeState,
): Promise<void> {
  const models = options.models ?? ['simulated'];
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  const path = request.url ?? '';
  const { authorization } = request.headers;
  state.requests.push({ path, authorization, body });
  const { fault } = state;
  if (fault?.kind === 'hang') return;
  if (fault?.kind === 'reply') {
    response.writeHead(fault.status, fault.headers).end(fault.body);
    return;
  }
  if (options.token !== undefined && authorization !== `Bearer ${options.token}`) {
    const message = `Incorrect API key provided: ${authorization}`;
    sendJson(response, 401, { error: { message, type: 'auth', code: null } });
  } else if (path === '/v1/models') {
    sendJson(response, 200, {
      object: 'list',
      data: models.map((id) => ({ id, object: 'model', created: 1_795_889_948, owned_by: 'library' })),
    });
  } else if (path !== '/v1/chat/completions') {
    sendJson(response, 404, { detail: 'Not Found' });
  } else if (!models.includes(String(body['model']))) {
    const message = `The model \`${String(body['model'])}\` does not exist.`;
    sendJson(response, 404, { error: { message, type: 'NotFoundError', code: 404 } });
  } else {
    const refusal = options.refuse?.(body);
    if (refusal) response.writeHead(refusal.status).end(refusal.body);
    else await streamChat(body, response, options, state);
  }
}

async function streamChat(
  body: Record<string, unknown>,
  response: ServerResponse,
  options: FakeOpenAiOptions,
  state: FakeState,
): Promise<void> {
  const gone = new AbortController();
  state.activeCount += 1;
  response.on('close', () => {
    state.activeCount -= 1;
    if (response.writableFinished) return;
    state.abortCount += 1;
    gone.abort();
  });
  const { fault } = state;
  const signal = gone.signal;
  await sleep(options.firstTokenMs ?? 0, undefined, { signal });
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(': keep-alive\n\n');
  if (fault?.kind === 'insert') response.write(fault.text);
  const all = answerTo(body, options.answers).match(/\s*\S+|\s+$/g) ?? [];
  const tokens = all.slice(0, Number(body['max_tokens'] ?? Infinity));
  const head = {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1_795_890_649,
    model: body['model'],
    system_fingerprint: 'fp_simulated',
  };
  for (const [index, content] of tokens.entries()) {
    if (fault && 'afterTokenCount' in fault && fault.afterTokenCount === index) {
      await fail(fault, response);
      return;
    }
    if (options.tokensPerSecond) await sleep(1_000 / options.tokensPerSecond, undefined, { signal });
    else if (index % 64 === 0) await nextTurn(undefined, { signal });
    const delta = index === 0 ? { role: 'assistant', content } : { content };
    sendEvent(response, { ...head, choices: [{ index: 0, delta, finish_reason: null }] });
  }
  const finishReason = tokens.length < all.length ? 'length' : 'stop';
  sendEvent(response, { ...head, choices: [{ index: 0, delta: {}, finish_reason: finishReason }] });
  const usage = { prompt_tokens: 9, completion_tokens: tokens.length, total_tokens: 9 + tokens.length };
  sendEvent(response, { ...head, choices: [], usage });
  if (fault?.kind !== 'no-done-mark') response.write('data: [DONE]\n\n');
  response.end();
}

async function fail(fault: OpenAiFault, response: ServerResponse): Promise<void> {
  await sleep(5);
  if (fault.kind === 'error-event')
    sendEvent(response, { error: { message: fault.text, type: 'server_error' } });
  if (fault.kind === 'reset') response.socket?.resetAndDestroy();
  else response.end();
}

/** The known question that stands last in the last user message is answered. */
function answerTo(body: Record<string, unknown>, answers: FakeOpenAiOptions['answers']): string {
  const messages = body['messages'] as readonly { readonly role: string; readonly content: string }[];
  const last = messages.findLast((message) => message.role === 'user')?.content.toLowerCase() ?? '';
  const found = [...(answers ?? [])]
    .map(([question, text]) => ({ at: last.lastIndexOf(question.toLowerCase()), text }))
    .filter(({ at }) => at >= 0)
    .toSorted((a, b) => b.at - a.at)[0];
  return found?.text ?? '- Simulated: no model ran, this comes from the fake server';
}

function sendEvent(response: ServerResponse, value: unknown): void {
  response.write(`data: ${JSON.stringify(value)}\n\n`);
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const body = JSON.stringify(value);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, headers).end(body);
}
