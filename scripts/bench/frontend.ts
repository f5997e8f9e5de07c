import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { getHeapStatistics } from 'node:v8';
import { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { systemClock } from '../../engine/base/clock.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { type AudioFrame, PIPELINE_RATE_HZ } from '../../engine/base/nouns.ts';
import { median, percentilesOf } from '../../engine/base/percentiles.ts';
import { createLevelMeter } from '../../engine/capture/level-meter.ts';
import { createPageSource } from '../../engine/capture/page-source.ts';
import { createResampler } from '../../engine/formats/resampler.ts';
import { readSound } from '../../engine/formats/open-sound.ts';
import { defaultSettings } from '../../engine/protocol/settings.ts';
import { createEndpointPolicy } from '../../engine/vad/endpoint-policy.ts';
import { loadVoiceDetectors, type LoadedVoiceDetectors } from '../../engine/vad/load-voice-detectors.ts';
import { segmentSpeech } from '../../engine/vad/segment-speech.ts';
import { createSegmenterControl } from '../../engine/vad/segmenter-control.ts';
import type { Bench, BenchRow } from './bench.ts';
import { keyboardNoise, pinkNoise, whiteNoise } from '../../test/fakes/make-noise.ts';

/** One second of sound at a time: what it cost. `onSecond` is called after each. */
type Load = (samples: Int16Array, onSecond: () => void) => Promise<void>;

interface Measured {
  /** Share of one core that each pass over the call took. */
  readonly corePercents: readonly number[];
  readonly allocatedKibs: readonly number[];
}

const CALL = fileURLToPath(new URL('../../test/fixtures/call-interview.wav', import.meta.url));
const PASS_COUNT = 5;
const WARM_UP_COUNT = 2;
/** As a page sends them. */
const FRAME_SAMPLES = 320;
const WINDOW_SAMPLES = 512;
const NOISE_MS = 200_000;
const MEMORY_MS = 60_000;
const CAPTURE_RATE_HZ = 48_000;
/** The promises of the streams, a second of sound; the frame path itself allocates nothing. */
const MAX_KIB = 160;
/** … and what the runtime hands out at each window. */
const MAX_NEURAL_KIB = 300;
const ONE_SECOND_SAMPLES = PIPELINE_RATE_HZ;

/** What listening costs while nothing is recognized yet. */
export const bench: Bench = {
  name: 'frontend',
  about: 'share of one core and memory per second of a call: ring, level, voice detector, segmenter',
  run: async (signal) => {
    const { samples } = await readSound(CALL);
    await using neural = await loadVoiceDetectors({ kind: 'silero', log: silentLogger });
    await using energy = await loadVoiceDetectors({ kind: 'energy', log: silentLogger });
    if (neural.kind !== 'silero') throw new Error(neural.reason);
    const hearing = (detectors: LoadedVoiceDetectors): Load => {
      return async (sound, onSecond) => void (await countTurns(sound, detectors, signal, onSecond));
    };
    const network = await measure(await bareNetwork(), samples);
    const loop = await measure(bareLevel, samples);
    const listening = await measure(hearing(neural), samples);
    const cheapListening = await measure(hearing(energy), samples);
    const resampling = await measure(resampleFromCapture, samples);
    return [
      shareRow(
        'neural detector: ring, level, detector, segmenter',
        listening,
        'bare session.run',
        network,
        0.5,
      ),
      shareRow(
        'energy detector: ring, level, detector, segmenter',
        cheapListening,
        'bare RMS loop',
        loop,
        0.1,
      ),
      shareRow('resampling from 48 kHz, where a source needs it', resampling, 'bare RMS loop', loop),
      memoryRow(
        'neural detector: allocated in a second of noise',
        listening,
        'bare session.run',
        network,
        MAX_NEURAL_KIB,
      ),
      memoryRow(
        'energy detector: allocated in a second of noise',
        cheapListening,
        'bare RMS loop',
        loop,
        MAX_KIB,
      ),
      await noiseRow(neural, signal),
      await noiseRow(energy, signal),
    ];
  },
};

async function measure(load: Load, samples: Int16Array): Promise<Measured> {
  const seconds = samples.length / PIPELINE_RATE_HZ;
  const corePercents: number[] = [];
  for (let pass = -WARM_UP_COUNT; pass < PASS_COUNT; pass += 1) {
    const before = process.cpuUsage();
    await load(samples, () => undefined);
    const { user, system } = process.cpuUsage(before);
    // CPU time in µs over sound time in s; one core is 1,000,000 µs a second.
    if (pass >= 0) corePercents.push((user + system) / seconds / 10_000);
  }
  const allocatedKibs: number[] = [];
  let lastBytes = heldBytes();
  // Without speech: what a turn copies for its receiver is not counted.
  await load(pinkNoise(MEMORY_MS, -50), () => {
    const bytes = heldBytes();
    // A collection in between makes the difference meaningless.
    if (bytes >= lastBytes) allocatedKibs.push((bytes - lastBytes) / 1_024);
    lastBytes = bytes;
  });
  return { corePercents, allocatedKibs };
}

function heldBytes(): number {
  const { used_heap_size: heapBytes, external_memory: externalBytes } = getHeapStatistics();
  return heapBytes + externalBytes;
}

/** The live path as the engine runs it, from a page's socket to turns. */
async function countTurns(
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

async function bareNetwork(): Promise<Load> {
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

const bareLevel: Load = (samples, onSecond) => {
  for (let start = 0; start < samples.length; start += FRAME_SAMPLES) {
    let power = 0;
    const end = Math.min(samples.length, start + FRAME_SAMPLES);
    for (let index = start; index < end; index += 1) power += samples[index]! * samples[index]!;
    if (power < 0) throw new RangeError('a power cannot be negative');
    if (start % ONE_SECOND_SAMPLES === 0) onSecond();
  }
  return Promise.resolve();
};

const resampleFromCapture: Load = (samples, onSecond) => {
  const resampler = createResampler(CAPTURE_RATE_HZ, PIPELINE_RATE_HZ);
  const block = new Float32Array((FRAME_SAMPLES * CAPTURE_RATE_HZ) / PIPELINE_RATE_HZ);
  for (let start = 0; start < samples.length; start += FRAME_SAMPLES) {
    block.fill(samples[start]! / 0x8000);
    resampler.push(block);
    if (start % ONE_SECOND_SAMPLES === 0) onSecond();
  }
  return Promise.resolve();
};

function shareRow(
  name: string,
  own: Measured,
  peerName: string,
  peer: Measured,
  goalPercent?: number,
): BenchRow {
  const row = distribution(name, own.corePercents, '%', {
    name: peerName,
    p50: median(peer.corePercents),
  });
  if (goalPercent === undefined) return row;
  return { ...row, goal: `p50 ≤ ${goalPercent} %`, isMet: row.p50 <= goalPercent };
}

function memoryRow(name: string, own: Measured, peerName: string, peer: Measured, goalKib: number): BenchRow {
  return {
    ...distribution(name, own.allocatedKibs, 'KiB', {
      name: peerName,
      p50: median(peer.allocatedKibs),
    }),
    goal: `p50 ≤ ${goalKib} KiB`,
    isMet: median(own.allocatedKibs) <= goalKib,
  };
}

async function noiseRow(detectors: LoadedVoiceDetectors, signal: AbortSignal): Promise<BenchRow> {
  const noises = [whiteNoise(NOISE_MS, -35), pinkNoise(NOISE_MS, -35), keyboardNoise(NOISE_MS, -12)];
  let turns = 0;
  for (const noise of noises) turns += await countTurns(noise, detectors, signal, () => undefined);
  return {
    ...distribution(
      `${detectors.kind} detector: turns in 10 min of white, pink and keyboard noise`,
      [turns],
      'count',
    ),
    goal: '0',
    isMet: turns === 0,
  };
}

function distribution(
  name: string,
  values: readonly number[],
  unit: BenchRow['unit'],
  peer?: NonNullable<BenchRow['peer']>,
): BenchRow {
  return { name, ...percentilesOf(values), unit, ...(peer ? { peer } : {}) };
}
