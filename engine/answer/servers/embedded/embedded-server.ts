import { abortable } from '../../../base/abortable.ts';
import type { Activity } from '../../../base/activity.ts';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../../../base/clock.ts';
import { EngineError } from '../../../base/engine-error.ts';
import { forkChild } from '../../../base/fork-child.ts';
import type { Logger } from '../../../base/logger.ts';
import { Semaphore } from '../../../base/semaphore.ts';
import {
  OUTPUT_TOKEN_LIMIT_COUNT,
  type ChatDelta,
  type ChatModel,
  type ChatRequest,
  type ModelListing,
  type ModelServer,
} from '../base/chat-model.ts';
import type { ChatModelFile, ModelProcessCrash } from '../base/model-server-row.ts';
import { EmbeddedHost, type EmbeddedChat } from './embedded-host.ts';
import { embeddedProcessEntryPath, type SpawnEmbeddedProcess } from './spawn-embedded-process.ts';
import { TokenDeadlines, WARM_FIRST_TOKEN_MS } from '../base/token-deadlines.ts';

/** A question that finds its process dead is asked once more. */
const MAX_TRY_COUNT = 2;
const LOADING_NOTICE_MS = 1_000;
/** Chats that may wait for the one that runs; the answerer's own limiter keeps this near zero. */
const WAITING_LIMIT_COUNT = 16;

export interface EmbeddedServerOptions {
  readonly models: readonly ChatModelFile[];
  readonly contextTokenCount: number;
  readonly useGpu?: boolean;
  /** Where the measured thread counts are stored; without it they are measured at each load. */
  readonly threadsPath?: string | undefined;
  /** While speech recognition works, the model leaves the cores to it. */
  readonly speechActivity?: Activity | undefined;
  readonly clock: Clock;
  readonly log: Logger;
  readonly spawn?: SpawnEmbeddedProcess;
  /** Computing time of a process; left out: asked of the system. */
  readonly readCpuMs?: (processId: number) => Promise<number | undefined>;
  readonly onCrash?: (crash: ModelProcessCrash) => void;
  /** The process's entry when it is not beside this file. */
  readonly entryPath?: string;
}

/** A model in memory: its process. */
export interface EmbeddedChatModel extends ChatModel {
  readonly description: string;
  readonly processId: number | undefined;
  /** Memory of the process, as last heard. */
  readonly residentBytes: number;
  /** Answers that run or are being stopped: 0 or 1. */
  readonly activeCount: number;
}

export interface EmbeddedServer extends ModelServer {
  open(name: string): Promise<EmbeddedChatModel>;
}

/** llama.cpp on this machine, one process per open model. Nothing starts before the first call. */
export function openEmbeddedServer(options: EmbeddedServerOptions): EmbeddedServer {
  const hosts = new Map<string, EmbeddedHost>();

  function hostOf(model: ChatModelFile): EmbeddedHost {
    const present = hosts.get(model.name);
    if (present) return present;
    const host = new EmbeddedHost({
      spawn: options.spawn ?? forkChild,
      entryPath: options.entryPath ?? embeddedProcessEntryPath,
      modelPath: model.path,
      contextTokenCount: options.contextTokenCount,
      useGpu: options.useGpu ?? true,
      threadsPath: options.threadsPath,
      speechActivity: options.speechActivity,
      clock: options.clock,
      log: options.log,
      readCpuMs: options.readCpuMs,
      onCrash: options.onCrash,
    });
    hosts.set(model.name, host);
    return host;
  }

  return {
    kind: 'embedded',
    address: 'embedded',
    check: () => {
      const fault = [...hosts.values()].map((host) => host.fault).find((found) => found);
      return fault ? Promise.reject(fault) : Promise.resolve({ version: 'llama.cpp' });
    },
    list: () => Promise.all(options.models.map((model) => toListing(model, hosts.get(model.name)))),
    open: (name) => {
      const model = options.models.find((candidate) => candidate.name === name);
      if (!model) return Promise.reject(modelMissing(name));
      const close = (): void => {
        hosts.get(name)?.[Symbol.dispose]();
        hosts.delete(name);
      };
      return Promise.resolve(openModel(model, hostOf(model), options.clock, close));
    },
    [Symbol.asyncDispose]: () => {
      for (const host of hosts.values()) host[Symbol.dispose]();
      hosts.clear();
      return Promise.resolve();
    },
  };
}

function openModel(
  model: ChatModelFile,
  host: EmbeddedHost,
  clock: Clock,
  close: () => void,
): EmbeddedChatModel {
  const slot = new Semaphore({ permitCount: 1, priorityCount: 1, queueLimitCount: WAITING_LIMIT_COUNT });

  async function* chat(
    request: ChatRequest,
    signal: AbortSignal,
  ): AsyncGenerator<ChatDelta, void, undefined> {
    const isPrefill = request.purpose === 'prefill';
    const permit = await slot.acquire(0, signal);
    let run: EmbeddedChat | undefined;
    // Not left to the loop alone: a caller that aborts may never ask for another delta.
    const leave = (): void => {
      const release = (): void => permit.release();
      if (run) run.stop().then(release, release);
      else release();
    };
    signal.addEventListener('abort', leave, { once: true });
    try {
      for (let tryCount = 1; ; tryCount += 1) {
        yield* loadVisibly(host, clock, signal);
        signal.throwIfAborted();
        run = host.begin({
          messages: request.messages,
          outputLimitCount: isPrefill ? 1 : OUTPUT_TOKEN_LIMIT_COUNT,
        });
        let hasSpoken = false;
        try {
          for await (const delta of readChat(run, host, clock, signal)) {
            hasSpoken ||= delta.type !== 'starved';
            if (!isPrefill || delta.type === 'done') yield delta;
          }
          return;
        } catch (error) {
          // A lost process is back at once (or `load` says why not); no token of this attempt has been shown.
          const mayRetry = run.isLost && !hasSpoken && !signal.aborted && tryCount < MAX_TRY_COUNT;
          if (!mayRetry) throw error;
        }
      }
    } finally {
      signal.removeEventListener('abort', leave);
      leave();
    }
  }

  return {
    id: `embedded:${model.name}`,
    name: model.name,
    location: 'this-machine',
    get description() {
      return host.description;
    },
    get processId() {
      return host.processId;
    },
    get residentBytes() {
      return host.residentBytes;
    },
    get activeCount() {
      return slot.heldCount;
    },
    preload: (signal) => abortable(host.load(), signal),
    chat,
    [Symbol.asyncDispose]: () => {
      close();
      return Promise.resolve();
    },
  };
}

/** Yields `loading` about once a second until the model is loaded. */
async function* loadVisibly(
  host: EmbeddedHost,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<ChatDelta, void, undefined> {
  const startedAtMs = clock.nowMs();
  const loaded = abortable(host.load(), signal);
  const settled = new AbortController();
  const isSettled = loaded.then(
    () => true,
    () => true,
  );
  try {
    for (;;) {
      const tick = clock.sleep(LOADING_NOTICE_MS, settled.signal).then(
        () => false,
        () => true,
      );
      if (await Promise.race([isSettled, tick])) return await loaded;
      yield { type: 'loading', elapsedMs: clock.nowMs() - startedAtMs };
    }
  } finally {
    settled.abort();
  }
}

async function* readChat(
  chat: EmbeddedChat,
  host: EmbeddedHost,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<ChatDelta, void, undefined> {
  const over = new AbortController();
  using deadlines = new TokenDeadlines(clock, WARM_FIRST_TOKEN_MS);
  const end = AbortSignal.any([signal, deadlines.signal]);
  const wake = (): void => chat.replies.end();
  end.addEventListener('abort', wake, { once: true });
  const onLost = (lostMs: number): void => {
    deadlines.forgive(lostMs);
    chat.replies.push({ type: 'starved', lostMs });
  };
  // It ends with the chat, also with one whose reader has gone.
  host.watchStarvation(onLost, AbortSignal.any([over.signal, end])).catch(() => undefined);
  try {
    for await (const reply of chat.replies) {
      end.throwIfAborted();
      if (reply.type === 'starved') {
        yield reply;
        continue;
      }
      if (reply.type === 'ended') {
        if (reply.reason === 'stop' || reply.reason === 'length') {
          yield { type: 'done', reason: reply.reason, usage: reply.usage };
          return;
        }
        throw new EngineError('chat-model-down', 'The built-in model failed.', 'Ask again.', {
          cause: reply.detail,
        });
      }
      deadlines.note(reply.type === 'text' ? 'content' : 'thinking');
      yield reply.type === 'text' ? { type: 'content', text: reply.text } : { type: 'thinking' };
      if (deadlines.isUp) {
        yield { type: 'done', reason: 'length', usage: {} };
        return;
      }
    }
    end.throwIfAborted();
    throw new EngineError('chat-model-down', 'The built-in model stopped working.', 'Ask again.');
  } finally {
    over.abort();
    end.removeEventListener('abort', wake);
  }
}

async function toListing(model: ChatModelFile, host: EmbeddedHost | undefined): Promise<ModelListing> {
  const file = await stat(model.path).catch(() => undefined);
  return {
    name: model.name,
    ...(file ? { sizeBytes: file.size } : {}),
    family: path.extname(model.path).slice(1),
    canThink: false,
    isRemote: false,
    isLoaded: host?.isLoaded ?? false,
  };
}

function modelMissing(name: string): EngineError {
  return new EngineError(
    'model-missing',
    `There is no model file named ${name} on this machine.`,
    'Download it in the settings, or pick another.',
  );
}
