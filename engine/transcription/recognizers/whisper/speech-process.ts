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
import { connectToParent } from '../../../base/parent-channel.ts';
import type { SpeechProcessReply, SpeechProcessRequest } from './speech-process-messages.ts';

/** As a short utterance is run. */
const WARM_PASS_SAMPLES = 16_000;
const WARM_POSITION_COUNT = 512;
const GPU_FOUND = /whisper_backend_init_gpu: using (\S+)/;

type PassRequest = Pick<
  SpeechProcessRequest & { type: 'transcribe' },
  'samples' | 'audioContextCount' | 'language' | 'prompt' | 'threadCount'
>;

let model: WhisperContext | undefined;
// A normal exit would wait for a running pass.
const parent = connectToParent<SpeechProcessRequest, SpeechProcessReply>(() =>
  process.kill(process.pid, 'SIGKILL'),
);
parent.onRequest((request) => {
  // A process that cannot answer is of no use; the engine starts another.
  answer(request).catch(() => process.kill(process.pid, 'SIGKILL'));
});

async function answer(request: SpeechProcessRequest): Promise<void> {
  switch (request.type) {
    case 'load':
      parent.send(await load(request));
      return;
    case 'transcribe':
      parent.send(await transcribe(request));
      return;
    case 'ping':
      parent.send({ type: 'pong', residentBytes: process.memoryUsage.rss() });
  }
}

async function load(request: SpeechProcessRequest & { type: 'load' }): Promise<SpeechProcessReply> {
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
    model = context;
    const loadMs = performance.now() - startMs;
    const warmPassMs = request.isWarmed ? await warm(context, request.threadCount) : undefined;
    return { type: 'loaded', backend, loadMs, warmPassMs };
  } catch (error) {
    return { type: 'load-failed', message: messageOf(error) };
  }
}

async function warm(context: WhisperContext, threadCount: number): Promise<number> {
  const startMs = performance.now();
  const samples = new Int16Array(WARM_PASS_SAMPLES);
  const window = { audioContextCount: WARM_POSITION_COUNT, language: 'en', prompt: '' };
  await runPass(context, { samples, threadCount, ...window });
  return performance.now() - startMs;
}

async function transcribe(
  request: SpeechProcessRequest & { type: 'transcribe' },
): Promise<SpeechProcessReply> {
  const { passIndex } = request;
  const startMs = performance.now();
  try {
    if (!model) throw new Error('no model is loaded');
    const heard = await runPass(model, request);
    return { type: 'transcribed', passIndex, ...heard, computeMs: performance.now() - startMs };
  } catch (error) {
    return { type: 'pass-failed', passIndex, message: messageOf(error) };
  }
}

async function runPass(
  context: WhisperContext,
  { samples, audioContextCount, language, prompt, threadCount }: PassRequest,
): Promise<{ text: string; language: string | undefined }> {
  const pcm = new Int16Array(samples).buffer;
  const heard = await context.transcribeData(pcm, {
    language,
    audioCtx: audioContextCount,
    maxThreads: threadCount,
    maxContext: prompt === '' ? 0 : 224,
    temperature: 0,
    temperatureInc: 0,
    ...(prompt === '' ? {} : { prompt }),
  }).promise;
  return { text: heard.result.trim(), language: heard.language };
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
