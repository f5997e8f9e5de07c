import { constants, setPriority } from 'node:os';
import { statSync } from 'node:fs';
import path from 'node:path';
import type { ChatHistoryItem, LlamaChat } from 'node-llama-cpp';
import type { EmbeddedReply, EmbeddedRequest } from './embedded-messages.ts';
import { measureThreadCount, settleThreadCount, sharedThreadCount, threadKey } from './embedded-threads.ts';
import { Gate, giveWay } from './give-way.ts';
import { SpareCores } from './spare-cores.ts';
import { readGguf } from '../../../formats/gguf-file.ts';
import { connectToParent } from '../../../base/parent-channel.ts';

/**
 * Entry of the process that holds one llama.cpp model: a crash, a hang or its memory use affects nothing else.
 * One sequence is kept, so that what a prompt shares with the one before is not evaluated again.
 */

/** Small batches: an abort takes effect between two of them. */
const BATCH_TOKEN_COUNT = 128;
/** Below this the work of a token is too small to share. */
const ONE_THREAD_BYTES = 64 * 1_024 * 1_024;
const LOOK_EVERY_MS = 500;

let chat: LlamaChat | undefined;
/** Holds from the next token on; does nothing where a GPU does the work. */
let setThreadCount: ((threadCount: number) => void) | undefined;
let threadCount = 1;
let isSpeechBusy = false;
/** Closed while speech recognition works: the two together take longer than one after the other. */
const gate = new Gate();
const spareCores = new SpareCores();
let running: { readonly id: number; readonly controller: AbortController } | undefined;

// Without its engine this process has no purpose.
const parent = connectToParent<EmbeddedRequest, EmbeddedReply>(() => process.kill(process.pid, 'SIGKILL'));

lowerPriority();

parent.onRequest((request) => {
  switch (request.type) {
    case 'load':
      load(request).catch((error: unknown) => replyLoadFailed(error));
      return;
    case 'chat':
      answer(request).catch((error: unknown) => replyFailed(request.id, error));
      return;
    case 'abort':
      if (running?.id === request.id) running.controller.abort();
      return;
    case 'share-cores':
      isSpeechBusy = request.isSpeechBusy;
      shareCores();
      return;
    case 'ping':
      reply({ type: 'pong', residentBytes: process.memoryUsage.rss() });
  }
});
/** Where cores are scarce, speech comes first: an answer cannot start before its question is heard. */
function lowerPriority(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // The system allows no change; the model then competes on equal terms.
  }
}

async function load(request: Extract<EmbeddedRequest, { type: 'load' }>): Promise<void> {
  const startedAtMs = performance.now();
  const name = path.basename(request.path, '.gguf');
  const { fault, hasChatTemplate } = readGguf(request.path);
  if (fault !== undefined) {
    reply({ type: 'load-failed', code: 'chat-model-invalid', detail: fault });
    return;
  }
  if (!hasChatTemplate) {
    reply({
      type: 'load-failed',
      code: 'chat-model-invalid',
      detail: `${name} is a base model without a chat template: it continues text and cannot answer questions.`,
      remedy: 'Pick an instruct model.',
    });
    return;
  }
  const binding = await import('node-llama-cpp').catch(() => undefined);
  if (!binding) {
    reply({ type: 'load-failed', code: 'chat-model-down', detail: 'llama.cpp is not installed.' });
    return;
  }
  try {
    const llama = await binding.getLlama({
      gpu: request.useGpu ? 'auto' : false,
      build: 'never',
      skipDownload: true,
      progressLogs: false,
      logLevel: binding.LlamaLogLevel.error,
    });
    const model = await llama.loadModel({ modelPath: request.path });
    const context = await model.createContext({
      contextSize: { max: request.contextTokenCount },
      batchSize: BATCH_TOKEN_COUNT,
      threads: llama.cpuMathCores,
    });
    const sequence = context.getSequence();
    const isOnCpu = llama.gpu === false || model.gpuLayers === 0;
    if (isOnCpu) {
      setThreadCount = (count) => {
        llama.maxThreads = count;
      };
      const modelBytes = statSync(request.path).size;
      const key = threadKey(await binding.getModuleVersion(), modelBytes);
      threadCount =
        modelBytes < ONE_THREAD_BYTES
          ? 1
          : await settleThreadCount({ path: request.threadsPath, key }, llama.cpuMathCores, () =>
              measureThreadCount(model, sequence, llama.cpuMathCores, (count) => setThreadCount?.(count)),
            );
      shareCores();
      giveWay(sequence, gate, () => running?.controller.signal);
    }
    chat = new binding.LlamaChat({ contextSequence: sequence });
    const hardware = isOnCpu
      ? `CPU, ${threadCount} ${threadCount === 1 ? 'thread' : 'threads'}`
      : `${llama.gpu}, ${model.gpuLayers} layers`;
    reply({
      type: 'loaded',
      description: `llama.cpp · ${name} · ${hardware}`,
      isOnCpu,
      loadMs: performance.now() - startedAtMs,
    });
  } catch (error) {
    replyLoadFailed(error);
  }
}

function replyLoadFailed(error: unknown): void {
  const detail = error instanceof Error ? error.message : String(error);
  const code = /memory|vram/i.test(detail) ? 'model-out-of-memory' : 'chat-model-down';
  reply({ type: 'load-failed', code, detail });
}

/** A model on the CPU waits while speech is recognized; should that take long, it continues with fewer threads. */
function shareCores(): void {
  if (!setThreadCount) return;
  const allowedCount = isSpeechBusy ? sharedThreadCount(threadCount) : threadCount;
  setThreadCount(Math.min(allowedCount, spareCores.threadCount));
  if (isSpeechBusy) gate.close();
  else gate.open();
}

/** While a chat runs: speech recognition has the cores in its own time, everything else counts. */
function lookForSpareCores(): void {
  if (isSpeechBusy) {
    spareCores.forget();
    return;
  }
  const beforeCount = spareCores.threadCount;
  spareCores.look();
  if (spareCores.threadCount !== beforeCount) shareCores();
}

async function answer(request: Extract<EmbeddedRequest, { type: 'chat' }>): Promise<void> {
  const { id } = request;
  const controller = new AbortController();
  if (!chat || running) throw new Error('not ready');
  running = { id, controller };
  const startedAtMs = performance.now();
  const meterBefore = chat.sequence.tokenMeter.getState();
  let firstTokenAtMs: number | undefined;
  spareCores.forget();
  lookForSpareCores();
  const looking = setInterval(lookForSpareCores, LOOK_EVERY_MS);
  const usage = () => {
    const used = chat?.sequence.tokenMeter.diff(meterBefore);
    const nowMs = performance.now();
    return {
      promptTokenCount: used?.usedInputTokens ?? 0,
      outputTokenCount: used?.usedOutputTokens ?? 0,
      promptMs: (firstTokenAtMs ?? nowMs) - startedAtMs,
      generateMs: nowMs - (firstTokenAtMs ?? nowMs),
    };
  };
  try {
    const { metadata } = await chat.generateResponse(request.messages.map(toHistoryItem), {
      signal: controller.signal,
      stopOnAbortSignal: true,
      maxTokens: request.outputLimitCount,
      // Greedy: the same question gets the same answer.
      temperature: 0,
      budgets: { thoughtTokens: 0 },
      customStopTriggers: ['\nQuestion:'],
      onResponseChunk: (chunk) => {
        firstTokenAtMs ??= performance.now();
        if (controller.signal.aborted) return;
        if (chunk.type === 'segment') reply({ type: 'thinking', id });
        else if (chunk.text !== '') reply({ type: 'text', id, text: chunk.text });
      },
    });
    running = undefined;
    const reason = REASONS[metadata.stopReason] ?? 'stop';
    reply({ type: 'ended', id, reason, detail: '', usage: usage() });
  } catch (error) {
    running = undefined;
    const detail = error instanceof Error ? error.message : String(error);
    const reason = controller.signal.aborted ? 'aborted' : 'failed';
    reply({ type: 'ended', id, reason, detail, usage: usage() });
  } finally {
    clearInterval(looking);
  }
}

function replyFailed(id: number, error: unknown): void {
  if (running?.id === id) running = undefined;
  const detail = error instanceof Error ? error.message : String(error);
  reply({ type: 'ended', id, reason: 'failed', detail, usage: {} });
}

const REASONS: Readonly<Record<string, 'length' | 'aborted'>> = { maxTokens: 'length', abort: 'aborted' };

function toHistoryItem(message: { readonly role: string; readonly content: string }): ChatHistoryItem {
  if (message.role === 'system') return { type: 'system', text: message.content };
  if (message.role === 'user') return { type: 'user', text: message.content };
  return { type: 'model', response: [message.content] };
}

function reply(message: EmbeddedReply): void {
  parent.send(message);
}
