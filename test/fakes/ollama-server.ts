import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { BodyWriter } from './ollama/body-writer.ts';
import { sendChat, toTokens } from './ollama/chat-stream.ts';
import { ModelMemory } from './ollama/model-memory.ts';
import { pullModel } from './ollama/pull.ts';
import { embed, listed, refuse, running, shown, simulate, toAnswer, upToStop } from './ollama/replies.ts';
import type {
  FakeChatMessage,
  FakeFault,
  FakeModel,
  FakeOllama,
  FakeOllamaOptions,
  FakePace,
  RecordedAbort,
  RecordedRequest,
} from './ollama/types.ts';

/**
 * A fake Ollama over real HTTP on 127.0.0.1: chat, preload, list, show, ps, pull, embed and version as the
 * real one answers them, at a settable pace and with settable faults. By hand: `npm run fake:ollama`.
 */

const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' };
const RECORD_LIMIT_COUNT = 5_000;
const BODY_LIMIT_BYTES = 8 * 1_024 * 1_024;
const DEFAULT_MODELS: readonly FakeModel[] = [
  { name: 'simulated:latest', family: 'simulated', parameterSize: '0B', quantization: 'none' },
];

interface ArmedFault {
  readonly fault: FakeFault;
  readonly path: string;
  remainingCount: number;
}

interface Exchange {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly response: ServerResponse;
  readonly faults: readonly FakeFault[];
  readonly gone: AbortSignal;
  sentTokenCount: number;
}

export async function startFakeOllama(options: FakeOllamaOptions = {}): Promise<FakeOllama> {
  const fake = new OllamaServer(options);
  await fake.listen(options.port ?? 0);
  return fake;
}

class OllamaServer implements FakeOllama {
  readonly pace: FakePace;
  readonly requests: RecordedRequest[] = [];
  readonly aborts: RecordedAbort[] = [];
  readonly #options: FakeOllamaOptions;
  readonly #models: Map<string, FakeModel>;
  readonly #memory: ModelMemory;
  readonly #answer: ReturnType<typeof toAnswer>;
  readonly #partialPulls = new Map<string, number>();
  /** Open ones, with the number of requests that each has served. */
  readonly #sockets = new Map<Socket, number>();
  readonly #server: Server;
  #armed: ArmedFault[] = [];
  #acceptedSocketCount = 0;
  #port = 0;

  constructor(options: FakeOllamaOptions) {
    this.#options = options;
    this.pace = {
      loadDelayMs: options.loadDelayMs ?? 0,
      firstTokenMs: options.firstTokenMs ?? 0,
      tokensPerSecond: options.tokensPerSecond ?? Infinity,
      promptTokensPerSecond: options.promptTokensPerSecond ?? Infinity,
      abortLagMs: options.abortLagMs ?? 0,
      thinkingTokenCount: options.thinkingTokenCount ?? 20,
    };
    this.#models = new Map((options.models ?? DEFAULT_MODELS).map((model) => [model.name, model]));
    this.#memory = new ModelMemory(options.parallelCount ?? 1, options.maxQueueCount ?? 512, this.pace);
    this.#answer = toAnswer(options.answers);
    this.#server = createServer({ keepAliveTimeout: 0, requestTimeout: 0 }, (request, response) => {
      void this.#serve(request, response).catch(() => response.destroy());
    });
    this.#server.on('connection', (socket) => {
      this.#acceptedSocketCount += 1;
      this.#sockets.set(socket, 0);
      socket.on('error', () => undefined);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  /** Kept beyond `stop`, for tests that start another one in its place. */
  get port(): number {
    return this.#port;
  }
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }
  get prompts(): FakeOllama['prompts'] {
    return this.#memory.prompts;
  }
  get loadCount(): number {
    return this.#memory.loadCount;
  }
  get reloadCount(): number {
    return this.#memory.reloadCount;
  }
  get activeCount(): number {
    return this.#memory.activeCount;
  }
  get openSocketCount(): number {
    return this.#sockets.size;
  }
  get acceptedSocketCount(): number {
    return this.#acceptedSocketCount;
  }
  get sentBytes(): number {
    return [...this.#sockets.keys()].reduce((sum, socket) => sum + socket.bytesWritten, 0);
  }

  async listen(port: number): Promise<void> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  addFault(fault: FakeFault, { path = '/api/chat', times = Infinity } = {}): void {
    this.#armed.unshift({ fault, path, remainingCount: times });
  }

  clearFaults(): void {
    this.#armed = [];
  }

  unload(): void {
    this.#memory.unload();
  }

  addModel(model: FakeModel): void {
    this.#models.set(model.name, model);
  }

  removeModel(name: string): void {
    this.#models.delete(name);
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets.keys()) socket.destroy();
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    const gone = new AbortController();
    const faults = this.#takeFaults(path);
    const served = this.#sockets.get(request.socket) ?? 0;
    this.#sockets.set(request.socket, served + 1);
    if (served > 0 && faults.some((fault) => fault.kind === 'close-on-reuse')) {
      request.socket.destroy();
      return;
    }
    const body = await readBody(request);
    if (body === undefined) return sendJson(response, 400, { error: 'unexpected EOF' });
    record(this.requests, {
      method: request.method ?? '',
      path,
      headers: request.headers,
      body,
      atMs: performance.now(),
    });
    const exchange: Exchange = { path, body, response, faults, gone: gone.signal, sentTokenCount: 0 };
    response.on('close', () => {
      if (response.writableFinished) return;
      record(this.aborts, { path, atMs: performance.now(), sentTokenCount: exchange.sentTokenCount });
      gone.abort(new Error('the client left'));
    });
    if (replyWithFault(request, exchange)) return;
    const { authorization = 'nothing' } = request.headers;
    const { token } = this.#options;
    if (token !== undefined && authorization !== `Bearer ${token}`) {
      sendJson(response, 401, { error: `unauthorized: ${authorization}` });
      return;
    }
    await this.#route(`${request.method} ${path}`, exchange);
  }

  #takeFaults(path: string): readonly FakeFault[] {
    const taken = this.#armed.filter((entry) => entry.path === path);
    for (const entry of taken) entry.remainingCount -= 1;
    this.#armed = this.#armed.filter((entry) => entry.remainingCount > 0);
    return taken.map((entry) => entry.fault);
  }

  #route(call: string, exchange: Exchange): Promise<void> | void {
    const { response, body } = exchange;
    switch (call) {
      case 'GET /':
        response.end('Ollama is running (simulated)');
        return;
      case 'GET /api/version':
        return sendJson(response, 200, { version: this.#options.version ?? '0.0.0-simulated' });
      case 'GET /api/tags':
        return sendJson(response, 200, { models: [...this.#models.values()].map(listed) });
      case 'GET /api/ps':
        return sendJson(response, 200, { models: this.#memory.list().flatMap((one) => this.#running(one)) });
      case 'POST /api/show':
        return this.#show(exchange);
      case 'POST /api/pull':
        return pullModel({
          ...exchange,
          partialPulls: this.#partialPulls,
          options: this.#options,
          onPulled: (model) => this.addModel(model),
        });
      case 'POST /api/embed':
        return this.#embed(exchange);
      case 'POST /api/chat':
        return this.#chat(exchange, asMessages(body['messages']));
      case 'POST /api/generate':
        return this.#chat(
          exchange,
          typeof body['prompt'] === 'string' ? [{ role: 'user', content: body['prompt'] }] : [],
        );
      default:
        response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found');
    }
  }

  #show({ body, response }: Exchange): void {
    const model = this.#find(body['model']);
    if (!model) return sendJson(response, 404, { error: `model '${String(body['model'])}' not found` });
    // Far longer than the rest: it comes in chunks.
    response.writeHead(200, JSON_HEADERS);
    response.end(JSON.stringify(shown(model)));
  }

  #embed({ body, response }: Exchange): void {
    if (this.#find(body['model'])?.capabilities?.includes('embedding')) {
      return sendJson(response, 200, { model: body['model'], embeddings: embed(body['input']) });
    }
    const error = 'This server does not support embeddings. Start it with `--embeddings`';
    sendJson(response, 501, { error });
  }

  async #chat(exchange: Exchange, messages: readonly FakeChatMessage[]): Promise<void> {
    const { body, response, gone } = exchange;
    const model = this.#find(body['model']);
    if (!model) {
      return sendJson(response, 404, { error: `model '${String(body['model'])}' not found` });
    }
    const refusal = refuse(model, String(body['model']), body['think']);
    if (refusal) return sendJson(response, 400, { error: refusal });
    const release = await this.#memory.acquire(gone);
    if (!release) {
      const error = 'server busy, please try again.  maximum pending requests exceeded';
      return sendJson(response, 503, { error });
    }
    try {
      await this.#generate(exchange, model, messages);
    } finally {
      release(gone.aborted ? this.pace.abortLagMs : 0);
    }
  }

  async #generate(exchange: Exchange, model: FakeModel, messages: readonly FakeChatMessage[]): Promise<void> {
    const { body, response, gone, faults } = exchange;
    const startedAtMs = performance.now();
    const options = asRecord(body['options']);
    const head = { model: String(body['model']), created_at: new Date().toISOString() };
    const idle = { ...head, message: { role: 'assistant', content: '' }, done: true };
    if (messages.length === 0 && body['keep_alive'] === 0) {
      this.#memory.unload(model.name);
      return sendJson(response, 200, { ...idle, done_reason: 'unload' });
    }
    const loaded = await this.#memory.load(model.name, options, body['keep_alive'], gone);
    if (messages.length === 0) {
      return sendJson(response, 200, { ...idle, done_reason: 'load' });
    }
    const promptTokens = messages.flatMap(({ role, content }) => [`<${role}>`, ...toTokens(content)]);
    const evaluatedCount = this.#memory.evaluate(loaded.model, promptTokens);
    const promptMs = this.pace.firstTokenMs + (evaluatedCount / this.pace.promptTokensPerSecond) * 1_000;
    if (promptMs > 0) await sleep(promptMs, undefined, { signal: gone });
    const isStreamed = body['stream'] !== false;
    const contentType = isStreamed ? 'application/x-ndjson' : 'application/json; charset=utf-8';
    response.writeHead(200, { 'content-type': contentType });
    const plan = {
      model: String(body['model']),
      answer: upToStop(this.#answer(messages) ?? simulate(messages), options['stop']),
      thinkingTokenCount: this.#thinkingTokenCount(model, body['think']),
      outputLimitCount: typeof options['num_predict'] === 'number' ? options['num_predict'] : Infinity,
      isStreamed,
      usage: {
        total_duration: toNs(performance.now() - startedAtMs),
        load_duration: toNs(loaded.loadMs),
        prompt_eval_count: evaluatedCount,
        prompt_eval_duration: toNs(promptMs),
      },
    };
    const writer = new BodyWriter(response, faults, gone);
    await sendChat(plan, this.pace, faults, writer, () => (exchange.sentTokenCount += 1), gone);
    response.end();
  }

  #thinkingTokenCount(model: FakeModel, think: unknown): number {
    if (!model.capabilities?.includes('thinking')) return 0;
    if (model.name.startsWith('gpt-oss')) return think === 'low' ? 3 : this.pace.thinkingTokenCount;
    return think === false ? 0 : this.pace.thinkingTokenCount;
  }

  #find(name: unknown): FakeModel | undefined {
    return this.#models.get(String(name)) ?? this.#models.get(`${String(name)}:latest`);
  }

  #running(loaded: ReturnType<ModelMemory['list']>[number]): readonly object[] {
    const model = this.#models.get(loaded.name);
    return model ? [running(model, loaded)] : [];
  }
}

/** @returns whether a planted fault took the request. */
function replyWithFault(request: IncomingMessage, { faults, response }: Exchange): boolean {
  if (faults.some((fault) => fault.kind === 'hang')) return true;
  if (faults.some((fault) => fault.kind === 'reset' && fault.afterBytes === 0)) {
    request.socket.resetAndDestroy();
    return true;
  }
  const reply = faults.find((fault) => fault.kind === 'reply');
  if (reply) response.writeHead(reply.status, reply.headers).end(reply.body);
  return reply !== undefined;
}

/** @returns undefined for what is not JSON. */
async function readBody(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > BODY_LIMIT_BYTES) throw new Error('body too large');
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString();
  if (text === '') return {};
  try {
    return asRecord(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const body = JSON.stringify(value);
  response.writeHead(status, { ...JSON_HEADERS, 'content-length': Buffer.byteLength(body) }).end(body);
}

function asRecord(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
}

function asMessages(value: unknown): readonly FakeChatMessage[] {
  return Array.isArray(value) ? (value as FakeChatMessage[]) : [];
}

function record<Item>(items: Item[], item: Item): void {
  items.push(item);
  if (items.length > RECORD_LIMIT_COUNT) items.shift();
}

function toNs(durationMs: number): number {
  return Math.round(durationMs * 1e6);
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '11434' },
      'load-ms': { type: 'string', default: '800' },
      'first-token-ms': { type: 'string', default: '250' },
      'tokens-per-second': { type: 'string', default: '40' },
    },
  });
  const fake = await startFakeOllama({
    port: Number(values.port),
    loadDelayMs: Number(values['load-ms']),
    firstTokenMs: Number(values['first-token-ms']),
    tokensPerSecond: Number(values['tokens-per-second']),
  });
  console.log(`Fake Ollama at ${fake.url}: every answer is simulated. Ctrl+C stops it.`);
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => void fake.stop());
}
