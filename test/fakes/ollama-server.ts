import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
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
  const pace: FakePace = {
    loadDelayMs: options.loadDelayMs ?? 0,
    firstTokenMs: options.firstTokenMs ?? 0,
    tokensPerSecond: options.tokensPerSecond ?? Infinity,
    promptTokensPerSecond: options.promptTokensPerSecond ?? Infinity,
    abortLagMs: options.abortLagMs ?? 0,
    thinkingTokenCount: options.thinkingTokenCount ?? 20,
  };
  const models = new Map((options.models ?? DEFAULT_MODELS).map((model) => [model.name, model]));
  const memory = new ModelMemory(options.parallelCount ?? 1, options.maxQueueCount ?? 512, pace);
  const answer = toAnswer(options.answers);
  const version = options.version ?? '0.0.0-simulated';
  const partialPulls = new Map<string, number>();
  const requests: RecordedRequest[] = [];
  const aborts: RecordedAbort[] = [];
  const sockets = new Map<Socket, number>();
  let armed: ArmedFault[] = [];
  let acceptedSocketCount = 0;

  const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0 }, (request, response) => {
    void serve(request, response).catch(() => response.destroy());
  });
  server.on('connection', (socket) => {
    acceptedSocketCount += 1;
    sockets.set(socket, 0);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    const gone = new AbortController();
    const faults = takeFaults(path);
    const served = sockets.get(request.socket) ?? 0;
    sockets.set(request.socket, served + 1);
    if (served > 0 && faults.some((fault) => fault.kind === 'close-on-reuse')) {
      request.socket.destroy();
      return;
    }
    const body = await readBody(request);
    if (body === undefined) return sendJson(response, 400, { error: 'unexpected EOF' });
    record(requests, {
      method: request.method ?? '',
      path,
      headers: request.headers,
      body,
      atMs: performance.now(),
    });
    const exchange: Exchange = { path, body, response, faults, gone: gone.signal, sentTokenCount: 0 };
    response.on('close', () => {
      if (response.writableFinished) return;
      record(aborts, { path, atMs: performance.now(), sentTokenCount: exchange.sentTokenCount });
      gone.abort(new Error('the client left'));
    });
    if (faults.some((fault) => fault.kind === 'hang')) return;
    if (faults.some((fault) => fault.kind === 'reset' && fault.afterBytes === 0)) {
      request.socket.resetAndDestroy();
      return;
    }
    const reply = faults.find((fault) => fault.kind === 'reply');
    if (reply) {
      response.writeHead(reply.status, reply.headers).end(reply.body);
      return;
    }
    const { authorization = 'nothing' } = request.headers;
    if (options.token !== undefined && authorization !== `Bearer ${options.token}`) {
      sendJson(response, 401, { error: `unauthorized: ${authorization}` });
      return;
    }
    await route(`${request.method} ${path}`, exchange);
  }

  function takeFaults(path: string): readonly FakeFault[] {
    const taken = armed.filter((entry) => entry.path === path);
    for (const entry of taken) entry.remainingCount -= 1;
    armed = armed.filter((entry) => entry.remainingCount > 0);
    return taken.map((entry) => entry.fault);
  }

  function route(call: string, exchange: Exchange): Promise<void> | void {
    const { response, body } = exchange;
    switch (call) {
      case 'GET /':
        response.end('Ollama is running (simulated)');
        return;
      case 'GET /api/version':
        return sendJson(response, 200, { version });
      case 'GET /api/tags':
        return sendJson(response, 200, { models: [...models.values()].map(listed) });
      case 'GET /api/ps':
        return sendJson(response, 200, { models: memory.list().flatMap(runningOf) });
      case 'POST /api/show':
        return show(exchange);
      case 'POST /api/pull':
        return pullModel({
          ...exchange,
          partialPulls,
          options,
          onPulled: (model) => models.set(model.name, model),
        });
      case 'POST /api/embed':
        return embedding(exchange);
      case 'POST /api/chat':
        return chat(exchange, asMessages(body['messages']));
      case 'POST /api/generate':
        return chat(
          exchange,
          typeof body['prompt'] === 'string' ? [{ role: 'user', content: body['prompt'] }] : [],
        );
      default:
        response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found');
    }
  }

  function show({ body, response }: Exchange): void {
    const model = find(body['model']);
    if (!model) return sendJson(response, 404, { error: `model '${String(body['model'])}' not found` });
    // Far longer than the rest: it comes in chunks.
    response.writeHead(200, JSON_HEADERS);
    response.end(JSON.stringify(shown(model)));
  }

  function embedding({ body, response }: Exchange): void {
    if (find(body['model'])?.capabilities?.includes('embedding')) {
      return sendJson(response, 200, { model: body['model'], embeddings: embed(body['input']) });
    }
    const error = 'This server does not support embeddings. Start it with `--embeddings`';
    sendJson(response, 501, { error });
  }

  async function chat(exchange: Exchange, messages: readonly FakeChatMessage[]): Promise<void> {
    const { body, response, gone } = exchange;
    const model = find(body['model']);
    if (!model) {
      return sendJson(response, 404, { error: `model '${String(body['model'])}' not found` });
    }
    const refusal = refuse(model, String(body['model']), body['think']);
    if (refusal) return sendJson(response, 400, { error: refusal });
    const release = await memory.acquire(gone);
    if (!release) {
      const error = 'server busy, please try again.  maximum pending requests exceeded';
      return sendJson(response, 503, { error });
    }
    try {
      await generate(exchange, model, messages);
    } finally {
      release(gone.aborted ? pace.abortLagMs : 0);
    }
  }

  async function generate(
    exchange: Exchange,
    model: FakeModel,
    messages: readonly FakeChatMessage[],
  ): Promise<void> {
    const { body, response, gone, faults } = exchange;
    const startedAtMs = performance.now();
    const options = asRecord(body['options']);
    const head = { model: String(body['model']), created_at: new Date().toISOString() };
    const idle = { ...head, message: { role: 'assistant', content: '' }, done: true };
    if (messages.length === 0 && body['keep_alive'] === 0) {
      memory.unload(model.name);
      return sendJson(response, 200, { ...idle, done_reason: 'unload' });
    }
    const { model: loaded, loadMs } = await memory.load(model.name, options, body['keep_alive'], gone);
    if (messages.length === 0) {
      return sendJson(response, 200, { ...idle, done_reason: 'load' });
    }
    const promptTokens = messages.flatMap(({ role, content }) => [`<${role}>`, ...toTokens(content)]);
    const evaluatedCount = memory.evaluate(loaded, promptTokens);
    const promptMs = pace.firstTokenMs + (evaluatedCount / pace.promptTokensPerSecond) * 1_000;
    if (promptMs > 0) await sleep(promptMs, undefined, { signal: gone });
    const isStreamed = body['stream'] !== false;
    const contentType = isStreamed ? 'application/x-ndjson' : 'application/json; charset=utf-8';
    response.writeHead(200, { 'content-type': contentType });
    const plan = {
      model: String(body['model']),
      answer: upToStop(answer(messages) ?? simulate(messages), options['stop']),
      thinkingTokenCount: thinkingTokens(model, body['think']),
      outputLimitCount: typeof options['num_predict'] === 'number' ? options['num_predict'] : Infinity,
      isStreamed,
      usage: {
        total_duration: toNs(performance.now() - startedAtMs),
        load_duration: toNs(loadMs),
        prompt_eval_count: evaluatedCount,
        prompt_eval_duration: toNs(promptMs),
      },
    };
    const writer = new BodyWriter(response, faults, gone);
    await sendChat(plan, pace, faults, writer, () => (exchange.sentTokenCount += 1), gone);
    response.end();
  }

  function thinkingTokens(model: FakeModel, think: unknown): number {
    if (!model.capabilities?.includes('thinking')) return 0;
    if (model.name.startsWith('gpt-oss')) return think === 'low' ? 3 : pace.thinkingTokenCount;
    return think === false ? 0 : pace.thinkingTokenCount;
  }

  function find(name: unknown): FakeModel | undefined {
    return models.get(String(name)) ?? models.get(`${String(name)}:latest`);
  }

  function runningOf(loaded: ReturnType<ModelMemory['list']>[number]): readonly object[] {
    const model = models.get(loaded.name);
    return model ? [running(model, loaded)] : [];
  }

  async function stop(): Promise<void> {
    for (const socket of sockets.keys()) socket.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    pace,
    requests,
    aborts,
    prompts: memory.prompts,
    get loadCount() {
      return memory.loadCount;
    },
    get reloadCount() {
      return memory.reloadCount;
    },
    get activeCount() {
      return memory.activeCount;
    },
    get openSocketCount() {
      return sockets.size;
    },
    get acceptedSocketCount() {
      return acceptedSocketCount;
    },
    addFault: (fault, { path = '/api/chat', times = Infinity } = {}) => {
      armed.unshift({ fault, path, remainingCount: times });
    },
    clearFaults: () => {
      armed = [];
    },
    unload: () => memory.unload(),
    addModel: (model) => void models.set(model.name, model),
    removeModel: (name) => void models.delete(name),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** @returns undefined for what is no JSON. */
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
