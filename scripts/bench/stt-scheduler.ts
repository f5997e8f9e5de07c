import { systemClock } from '../../engine/base/clock.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { PIPELINE_RATE_HZ } from '../../engine/base/nouns.ts';
import { loadVoiceDetectors } from '../../engine/vad/load-voice-detectors.ts';
import { ScriptedTranscriber } from '../../test/fakes/scripted-transcriber.ts';
import { replaySpeech } from '../eval/replay-speech.ts';
import type { Bench, BenchRow } from './bench.ts';
import { atMost, benchRow } from './bench-row.ts';
import { measureRealPasses } from './real-passes.ts';
import { measureScheduling } from './scheduling.ts';

/** Pass time to audio length: fast machines, one with finals only, one that just keeps up, one that cannot. */
const REAL_TIME_FACTORS = [0.12, 0.25, 0.5, 1, 1.5] as const;
const TURN_COUNT = 60;
const NOISE_MS = 600_000;

export const bench: Bench = {
  name: 'stt-scheduler',
  about: 'Passes of the recognizer: audio sent, commits, backlog, short windows, restarts, silence',
  run: async (signal) => {
    const rows: BenchRow[] = [];
    for (const factor of REAL_TIME_FACTORS) {
      signal.throwIfAborted();
      rows.push(...(await measureScheduling(factor, TURN_COUNT, signal)));
    }
    rows.push(
      ...(await measureRealPasses({ passCount: 8, runnerCount: 2, stopCount: 3 }, signal)),
      await measureNoise(signal),
    );
    return rows;
  },
};

/** Ten minutes of swelling noise through the real front end: there is no speech, so the recognizer must not be called. */
async function measureNoise(signal: AbortSignal): Promise<BenchRow> {
  await using detectors = await loadVoiceDetectors({ kind: 'auto', log: silentLogger });
  using detector = detectors.create();
  const transcriber = new ScriptedTranscriber({ clock: systemClock, text: () => '', computeMs: () => 0 });
  await replaySpeech(swellingNoise(NOISE_MS), { detector, transcriber, language: 'en' }, signal);
  const name = 'recognizer calls in 10 minutes of noise';
  return atMost(0, benchRow(name, 'count', [transcriber.passes.length]));
}

/** Low-passed noise whose level wanders between -60 and -30 dBFS, like a room with a fan and traffic. */
function swellingNoise(durationMs: number): Int16Array {
  let state = 1;
  let low = 0;
  return Int16Array.from({ length: (durationMs / 1_000) * PIPELINE_RATE_HZ }, (_, index) => {
    state = (state * 48_271) % 2_147_483_647;
    low += (state / 1_073_741_823.5 - 1 - low) * 0.3;
    const levelDbfs = -45 + 15 * Math.sin((2 * Math.PI * index) / (23 * PIPELINE_RATE_HZ));
    return Math.round(low * 2 * 32_767 * 10 ** (levelDbfs / 20));
  });
}
