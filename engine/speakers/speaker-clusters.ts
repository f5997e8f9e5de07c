import type { SpeakerThresholds } from '../formats/speaker-model-file.ts';
import { addVoice, cosine, type Voice } from './voice.ts';

export interface SpeakerLabel {
  readonly turnId: string;
  /** From 1 on, in the order in which the speakers were found. */
  readonly speakerId: number;
}

/** Tells the speakers of one call apart, turn by turn. A label that was given never changes. */
export interface SpeakerClusters {
  /** @returns the turns whose speaker is known now: none while it is in doubt. */
  add(turnId: string, voice: Voice): readonly SpeakerLabel[];
}

/** More people than are told apart by voice: a further one gets no label rather than that of another. */
export const MAX_SPEAKER_COUNT = 8;
const MAX_STRANGER_COUNT = 8;
/** Shorter turns are compared with what is known, and teach nothing. */
const MIN_TEACHING_MS = 2_000;
/** How much nearer the best speaker has to be than the second: a voice between two is in doubt. */
const MIN_LEAD_SCORE = 0.08;

interface Speaker {
  voice: Voice;
}

interface Stranger extends Speaker {
  readonly turnId: string;
}

/**
 * Online clustering with doubt. A voice unlike all others is a stranger at first and becomes a speaker with a second
 * turn like it: a cough or a noisy line alone makes none.
 */
export function createSpeakerClusters({ sameScore, otherScore }: SpeakerThresholds): SpeakerClusters {
  const speakers: Speaker[] = [];
  const strangers: Stranger[] = [];

  return {
    add(turnId, voice) {
      const teaches = voice.voicedMs >= MIN_TEACHING_MS;
      const { index, score, leadScore } = nearest(speakers, voice);
      const known = speakers[index];
      if (known && score >= sameScore && leadScore >= MIN_LEAD_SCORE) {
        if (teaches) known.voice = addVoice(known.voice, voice);
        return [{ turnId, speakerId: index + 1 }];
      }
      if (score >= otherScore || !teaches || speakers.length === MAX_SPEAKER_COUNT) return [];
      const twin = nearest(strangers, voice);
      const met = strangers[twin.index];
      if (met && twin.score >= sameScore) {
        strangers.splice(twin.index, 1);
        speakers.push({ voice: addVoice(met.voice, voice) });
        return [met.turnId, turnId].map((each) => ({ turnId: each, speakerId: speakers.length }));
      }
      strangers.push({ turnId, voice });
      if (strangers.length > MAX_STRANGER_COUNT) strangers.shift();
      return [];
    },
  };
}

/** @returns the nearest of `others` and how much nearer it is than the second; index -1 where there are none. */
function nearest(
  others: readonly Speaker[],
  voice: Voice,
): { readonly index: number; readonly score: number; readonly leadScore: number } {
  let [index, score, secondScore] = [-1, -1, -1];
  for (const [candidate, { voice: known }] of others.entries()) {
    const knownScore = cosine(known, voice);
    if (knownScore > score) [index, score, secondScore] = [candidate, knownScore, score];
    else secondScore = Math.max(secondScore, knownScore);
  }
  return { index, score, leadScore: score - secondScore };
}
