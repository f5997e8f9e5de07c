import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { EngineError } from '../base/engine-error.ts';
import { PIPELINE_RATE_HZ } from '../base/nouns.ts';
import type { VoiceDetector } from './voice-detector.ts';

/** The network takes 32 ms of new sound and the 4 ms before it (Silero VAD v5 and newer at 16 kHz). */
const WINDOW_SAMPLES = 512;
const CONTEXT_SAMPLES = 64;
const STATE_SHAPE: readonly number[] = [2, 1, 128];
const STATE_COUNT = 2 * 128;

/** Loaded weights; detectors made from it share them and keep their own state. */
export interface SileroModel extends AsyncDisposable {
  create(): VoiceDetector;
}

/** @throws EngineError 'voice-detector-unavailable' */
export async function loadSilero(): Promise<SileroModel> {
  try {
    // One thread: a window takes a third of a millisecond, less than handing it over would.
    env.wasm.numThreads = 1;
    const path = createRequire(import.meta.url).resolve('@ricky0123/vad-web/dist/silero_vad_v6.onnx');
    const session = await InferenceSession.create(await readFile(path), { executionProviders: ['wasm'] });
    return {
      create: () => createDetector(session),
      [Symbol.asyncDispose]: () => session.release(),
    };
  } catch (error) {
    throw unavailable(error);
  }
}

function createDetector(session: InferenceSession): VoiceDetector {
  const input = new Float32Array(CONTEXT_SAMPLES + WINDOW_SAMPLES);
  const state = new Float32Array(STATE_COUNT);
  // Made once: the runtime reads the arrays above.
  const feeds = {
    input: new Tensor('float32', input, [1, input.length]),
    state: new Tensor('float32', state, STATE_SHAPE),
    sr: new Tensor('int64', BigInt64Array.of(BigInt(PIPELINE_RATE_HZ)), []),
  };
  return {
    name: 'silero',
    windowSamples: WINDOW_SAMPLES,
    detect: async (window) => {
      input.set(window, CONTEXT_SAMPLES);
      let probability: number;
      try {
        const results = await session.run(feeds);
        // The runtime returns results in its own memory; this is all that a window allocates.
        state.set(results['stateN']?.data as Float32Array);
        probability = results['output']?.data[0] as number;
      } catch (error) {
        throw unavailable(error);
      }
      input.copyWithin(0, WINDOW_SAMPLES);
      return probability;
    },
    reset: () => {
      input.fill(0);
      state.fill(0);
    },
    [Symbol.dispose]: () => undefined,
  };
}

function unavailable(cause: unknown): EngineError {
  return new EngineError(
    'voice-detector-unavailable',
    'The neural voice detector cannot run here.',
    'Sotto continues with the simpler one; run `npm ci` again to repair it.',
    { cause },
  );
}
