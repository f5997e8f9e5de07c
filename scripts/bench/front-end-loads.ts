import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { systemClock } from '../../engine/base/clock.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { type AudioFrame, PIPELINE_RATE_HZ } from '../../engine/base/nouns.ts';
import { createLevelMeter } from '../../engine/capture/level-meter.ts';
import { createPageSource } from '../../engine/capture/page-source.ts';
import { createResampler } from '../../engine/formats/resampler.ts';
import { defaultSettings } from '../../engine/protocol/settings.ts';
import { createEndpointPolicy } from '../../engine/vad/endpoint-policy.ts';
import type { LoadedVoiceDetectors } from '../../engine/vad/load-voice-detectors.ts';
import { segmentSpeech } from '../../engine/vad/segment-speech.ts';
import { createSegmenterControl } from '../../engine/vad/segmenter-control.ts';
import type { SoundLoad } from './sound-cost.ts';

/** As a page sends them. */
const FRAME_SAMPLES = 320;
const WINDOW_SAMPLES = 512;
const CAPTURE_RATE_HZ = 48_000;
const ONE_SECOND_SAMPLES = PIPELINE_RATE_HZ;

/** The live path as the engine runs it, from a page's socket to turns. @returns how many ended. */
export async function countTurns(
  samples: Int16Array,
  detectors: LoadedVoiceDetectors,
  signal: AbortSignal,
  onSecond: () => void,
): Promise<number> {
  const policy = createEndpointPolicy(defaultSettings.turn);
  using detector = detectors.create();
  let turnCount = 0;
  let endedCount = 0;
  const deps = {
    voiceDetector: detector,
    clock: systemClock,
    nextTurnId: () => `turn-${(turnCount += 1)}`,
    hangoverMs: policy.hangoverMs,
    onPauseResumed: policy.observeResumed,
    control: createSegmenterControl(),
    log: silentLogger,
  };
  for await (const event of segmentSpeech(pageFrames(samples, signal, onSecond), deps, signal)) {
    if (event.type === 'turn-ended') endedCount += 1;
  }
  return endedCount;
}

async function* pageFrames(
  samples: Int16Array,
  signal: AbortSignal,
  onSecond: () => void,
): AsyncGenerator<AudioFrame, void, undefined> {
  const source = createPageSource({ channel: 'me', device: 'bench', clock: systemClock });
  const meter = createLevelMeter(systemClock);
  const frames = source.frames(signal);
  for (let start = 0; start + FRAME_SAMPLES <= samples.length; start += FRAME_SAMPLES) {
    const frameSamples = samples.subarray(start, start + FRAME_SAMPLES);
    source.push({ channel: 'me', startSamples: start, samples: frameSamples });
    const { value } = await frames.next();
    if (!value) return;
    meter.observe(value);
    yield value;
    if (start % ONE_SECOND_SAMPLES === 0) onSecond();
  }
}

/** The network of the neural detector, and nothing around it. */
export async function bareNetwork(): Promise<SoundLoad> {
  const path = createRequire(import.meta.url).resolve('@ricky0123/vad-web/dist/silero_vad_v6.onnx');
  const session = await InferenceSession.create(await readFile(path), { executionProviders: ['wasm'] });
  const input = new Float32Array(64 + WINDOW_SAMPLES);
  const feeds = {
    input: new Tensor('float32', input, [1, input.length]),
    state: new Tensor('float32', new Float32Array(256), [2, 1, 128]),
    sr: new Tensor('int64', BigInt64Array.of(BigInt(PIPELINE_RATE_HZ)), []),
  };
  return async (samples, onSecond) => {
    let nextSecond = ONE_SECOND_SAMPLES;
    for (let start = 0; start + WINDOW_SAMPLES <= samples.length; start += WINDOW_SAMPLES) {
      for (let index = 0; index < WINDOW_SAMPLES; index += 1)
        input[64 + index] = samples[start + index]! / 0x8000;
      await session.run(feeds);
      if (start < nextSecond) continue;
      nextSecond += ONE_SECOND_SAMPLES;
      onSecond();
    }
  };
}

/** The power of each frame, as a level meter needs it. */
export const bareLevel: SoundLoad = (samples, onSecond) => {
  for (let start = 0; start < samples.length; start += FRAME_SAMPLES) {
    let power = 0;
    const end = Math.min(samples.length, start + FRAME_SAMPLES);
    for (let index = start; index < end; index += 1) power += samples[index]! * samples[index]!;
    if (power < 0) throw new RangeError('a power cannot be negative');
    if (start % ONE_SECOND_SAMPLES === 0) onSecond();
  }
  return Promise.resolve();
};

/** A microphone of 48 kHz. */
export const resampleFromCapture: SoundLoad = (samples, onSecond) => {
  const resampler = createResampler(CAPTURE_RATE_HZ, PIPELINE_RATE_HZ);
  const block = new Float32Array((FRAME_SAMPLES * CAPTURE_RATE_HZ) / PIPELINE_RATE_HZ);
  for (let start = 0; start < samples.length; start += FRAME_SAMPLES) {
    block.fill(samples[start]! / 0x8000);
    resampler.push(block);
    if (start % ONE_SECOND_SAMPLES === 0) onSecond();
  }
  return Promise.resolve();
};
