import { PIPELINE_RATE_HZ } from '../../engine/base/nouns.ts';
import { clickNoise, humNoise, keyboardNoise, pinkNoise, whiteNoise } from '../../test/fakes/make-noise.ts';

/** A sound without speech, the same in every run. */
export interface SpeechlessSound {
  readonly name: string;
  /** Mono PCM, s16, at PIPELINE_RATE_HZ. */
  readonly samples: Int16Array;
}

const SOUND_MS = 60_000;

/** A minute each of silence and of noises from faint to loud; no babble, which is speech. */
export function* speechlessSounds(): Generator<SpeechlessSound> {
  yield { name: 'digital silence', samples: new Int16Array((SOUND_MS / 1_000) * PIPELINE_RATE_HZ) };
  yield { name: 'quiet room', samples: pinkNoise(SOUND_MS, -65) };
  yield { name: 'faint white noise', samples: whiteNoise(SOUND_MS, -50) };
  yield { name: 'loud white noise', samples: whiteNoise(SOUND_MS, -22) };
  yield { name: 'faint pink noise', samples: pinkNoise(SOUND_MS, -45) };
  yield { name: 'loud pink noise', samples: pinkNoise(SOUND_MS, -20) };
  yield { name: 'mains hum, 50 Hz', samples: humNoise(SOUND_MS, -25, 50) };
  yield { name: 'mains hum, 60 Hz', samples: humNoise(SOUND_MS, -35, 60) };
  yield { name: 'clicks', samples: clickNoise(SOUND_MS, -6) };
  yield { name: 'key strokes', samples: keyboardNoise(SOUND_MS, -12) };
}
