import { PIPELINE_RATE_HZ, type SpeechSegment } from '../../../base/nouns.ts';
import { isDigitalSilence } from './audio-windows.ts';

const MIN_AUDIO_SAMPLES = PIPELINE_RATE_HZ / 10;

/** True for what no recognizer need be asked about: under 100 ms, or nothing but zeros. */
export function isTooLittleSpeech({ samples }: SpeechSegment): boolean {
  return samples.length < MIN_AUDIO_SAMPLES || isDigitalSilence(samples);
}
