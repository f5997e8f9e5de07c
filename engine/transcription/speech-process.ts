/**
 * Entry of the speech process: whisper.cpp with its model resident. It lives alone because native code may
 * crash, hang or run out of memory, and because a running pass can only be stopped by ending its process.
 * It has no signal handlers for the same reason, and ends itself when the engine is gone.
 */
import {
  addNativeLogListener,
  initWhisper,
  toggleNativeLog,
  type WhisperContext,
  type WhisperVariant,
} from '@fugood/whisper.node';
import type { ModelVariant, SpeechProcessReply, SpeechProcessRequest } from './speech-process-messages.ts';

const WARM_PASS_SAMPLES = 16_000;
const GPU_FOUND = /whisper_backend_init_gpu: using (\S+)/;

interface LoadedModel {
  readonly context: WhisperContext;
  readonly threadCount: number;
}

const models = new Map<ModelVariant, LoadedModel>();
const port = connectToEngine();
port.onRequest((request) => void answer(request));

async function answer(request: SpeechProcessRequest): Promise<void> {
  switch (request.type) {
    case 'load':
      port.reply(await load(request));
      return;
    case 'transcribe':
      port.reply(await transcribe(request));
      return;
    case 'ping':
      port.reply({ type: 'pong', residentBytes: process.memoryUsage.rss() });
  }
}

async function load(request: SpeechProcessRequest & { type: 'load' }): Promise<SpeechProcessReply> {
  const { variant } = request;
  try {
    const startMs = performance.now();
    let backend = 'CPU';
    await toggleNativeLog(true);
    const listening = addNativeLogListener((_level, text) => {
      backend = GPU_FOUND.exec(text)?.[1] ?? backend;
    });
    const context = await initWhisper(
      { filePath: request.modelPath, useGpu: request.useGpu },
      request.useGpu ? await installedGpuVariant() : 'default',
    );
    listening.remove();
    await toggleNativeLog(false);
    const loaded = { context, threadCount: request.threadCount };
    models.set(variant, loaded);
    const loadMs = performance.now() - startMs;
    const warmPassMs = request.isWarmed ? await warm(loaded) : undefined;
    return { type: 'loaded', variant, backend, loadMs, warmPassMs };
  } catch (error) {
    return { type: 'load-failed', variant, message: messageOf(error) };
  }
}

async function warm(model: LoadedModel): Promise<number> {
  const startMs = performance.now();
  await runPass(model, new Int16Array(WARM_PASS_SAMPLES), 'en', '');
  return performance.now() - startMs;
}

async function transcribe(
  request: SpeechProcessRequest & { type: 'transcribe' },
): Promise<SpeechProcessReply> {
  const { passIndex } = request;
  const startMs = performance.now();
  try {
    const model = models.get(request.variant);
    if (!model) throw new Error(`model ${request.variant} is not loaded`);
    const text = await runPass(model, request.samples, request.language, request.prompt);
    return { type: 'transcribed', passIndex, text, computeMs: performance.now() - startMs };
  } catch (error) {
    return { type: 'pass-failed', passIndex, message: messageOf(error) };
  }
}

async function runPass(
  { context, threadCount }: LoadedModel,
  samples: Int16Array,
  language: string,
  prompt: string,
): Promise<string> {
  const pcm = new Int16Array(samples).buffer;
  const { result } = await context.transcribeData(pcm, {
    language,
    maxThreads: threadCount,
    maxContext: prompt === '' ? 0 : 224,
    temperature: 0,
    temperatureInc: 0,
    ...(prompt === '' ? {} : { prompt }),
  }).promise;
  return result.trim();
}

/** The first GPU build that is installed and loads here; the plain build holds Metal on a Mac. */
async function installedGpuVariant(): Promise<WhisperVariant> {
  for (const variant of ['cuda', 'vulkan'] as const) {
    try {
      await import(`@fugood/node-whisper-${process.platform}-${process.arch}-${variant}`);
      return variant;
    } catch {
      // Not installed, or its driver library is missing.
    }
  }
  return 'default';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

interface EnginePort {
  reply(message: SpeechProcessReply): void;
  onRequest(listener: (request: SpeechProcessRequest) => void): void;
}

/** What an Electron utility process has instead of `process.send`. */
interface UtilityParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

/** The channel to the engine; its messages come from our own code, so they are not parsed anew. */
function connectToEngine(): EnginePort {
  const { parentPort } = process as { parentPort?: UtilityParentPort };
  if (parentPort) {
    return {
      reply: (message) => parentPort.postMessage(message),
      onRequest: (listener) =>
        parentPort.on('message', (event) => listener(event.data as SpeechProcessRequest)),
    };
  }
  // A normal exit would wait for a running pass.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  return {
    reply: (message) => process.send?.(message),
    onRequest: (listener) => process.on('message', (message) => listener(message as SpeechProcessRequest)),
  };
}
