import { fileURLToPath } from 'node:url';
import { silentLogger } from '../../engine/base/logger.ts';
import { median } from '../../engine/base/percentiles.ts';
import { readSound } from '../../engine/formats/open-sound.ts';
import { loadVoiceDetectors, type LoadedVoiceDetectors } from '../../engine/vad/load-voice-detectors.ts';
import { keyboardNoise, pinkNoise, whiteNoise } from '../../test/fakes/make-noise.ts';
import type { Bench, BenchRow } from './bench.ts';
import { atMost, benchRow } from './bench-row.ts';
import { bareLevel, bareNetwork, countTurns, resampleFromCapture } from './front-end-loads.ts';
import { measureSoundCost, type SoundCost, type SoundLoad } from './sound-cost.ts';

const CALL = fileURLToPath(new URL('../../test/fixtures/call-interview.wav', import.meta.url));
const NOISE_MS = 200_000;
const MEMORY_MS = 60_000;
/** The promises of the streams, a second of sound; the frame path itself allocates nothing. */
const MAX_KIB = 160;
/** … and what the runtime hands out at each window. */
const MAX_NEURAL_KIB = 300;

/** What listening costs while nothing is recognized yet. */
export const bench: Bench = {
  name: 'frontend',
  about: 'share of one core and memory per second of a call: ring, level, voice detector, segmenter',
  run: async (signal) => {
    const { samples } = await readSound(CALL);
    await using neural = await loadVoiceDetectors({ kind: 'silero', log: silentLogger });
    await using energy = await loadVoiceDetectors({ kind: 'energy', log: silentLogger });
    if (neural.kind !== 'silero') throw new Error(neural.reason);
    const noise = pinkNoise(MEMORY_MS, -50);
    const costOf = (load: SoundLoad): Promise<SoundCost> => measureSoundCost(load, samples, noise);
    const hearing = (detectors: LoadedVoiceDetectors): SoundLoad => {
      return async (sound, onSecond) => void (await countTurns(sound, detectors, signal, onSecond));
    };
    const network = { name: 'bare session.run', cost: await costOf(await bareNetwork()) };
    const loop = { name: 'bare RMS loop', cost: await costOf(bareLevel) };
    const listening = await costOf(hearing(neural));
    const cheapListening = await costOf(hearing(energy));
    const resampling = await costOf(resampleFromCapture);
    return [
      atMost({ p50: 0.5 }, shareRow('neural detector: ring, level, detector, segmenter', listening, network)),
      atMost(
        { p50: 0.1 },
        shareRow('energy detector: ring, level, detector, segmenter', cheapListening, loop),
      ),
      shareRow('resampling from 48 kHz, where a source needs it', resampling, loop),
      atMost({ p50: MAX_NEURAL_KIB }, memoryRow('neural detector', listening, network)),
      atMost({ p50: MAX_KIB }, memoryRow('energy detector', cheapListening, loop)),
      await noiseRow(neural, signal),
      await noiseRow(energy, signal),
    ];
  },
};

interface Peer {
  readonly name: string;
  readonly cost: SoundCost;
}

function shareRow(name: string, { corePercents }: SoundCost, { name: peerName, cost }: Peer): BenchRow {
  return benchRow(name, '%', corePercents, { name: peerName, p50: median(cost.corePercents) });
}

function memoryRow(detector: string, { allocatedKibs }: SoundCost, { name, cost }: Peer): BenchRow {
  const peer = { name, p50: median(cost.allocatedKibs) };
  return benchRow(`${detector}: allocated in a second of noise`, 'KiB', allocatedKibs, peer);
}

async function noiseRow(detectors: LoadedVoiceDetectors, signal: AbortSignal): Promise<BenchRow> {
  const noises = [whiteNoise(NOISE_MS, -35), pinkNoise(NOISE_MS, -35), keyboardNoise(NOISE_MS, -12)];
  let turnCount = 0;
  for (const noise of noises) turnCount += await countTurns(noise, detectors, signal, () => undefined);
  const name = `${detectors.kind} detector: turns in 10 min of white, pink and keyboard noise`;
  return atMost(0, benchRow(name, 'count', [turnCount]));
}
