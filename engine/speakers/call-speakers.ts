import { EngineError } from '../base/engine-error.ts';
import type { SpeechEvent, TranscriptEvent } from '../base/nouns.ts';
import type { Channel } from '../protocol/call-parts.ts';
import type { SpeakerThresholds } from '../formats/speaker-model-file.ts';
import { takeSample, type VoiceSample } from './hear-voice.ts';
import { createSpeakerClusters, type SpeakerClusters, type SpeakerLabel } from './speaker-clusters.ts';
import type { Voice } from './voice.ts';

/** Receives the speakers of one call. */
export interface SpeakerListeners {
  /** False: turns of this channel get no speaker. */
  readonly isShared: (channel: Channel) => boolean;
  readonly onLabel: (label: NamedLabel) => void;
  readonly onRename: (speakerId: number, name: string, turnIds: readonly string[]) => void;
}

export interface NamedLabel extends SpeakerLabel {
  readonly channel: Channel;
  /** '' until the user gives one. */
  readonly name: string;
}

/** A call hands over what is heard in it. */
export interface CallSpeakers {
  observeSpeech(event: SpeechEvent): void;
  observeTranscript(event: TranscriptEvent): void;
  /** Nothing more is heard: its voices are forgotten once those that wait are told apart; the names remain. */
  readonly end: () => void;
}

/** Turns that were spoken and whose text is not there yet: more wait only where recognition is far behind. */
const MAX_HELD_COUNT = 16;
/** Turns of which it is remembered who spoke, for renaming: as many as a page shows. */
const MAX_LABEL_COUNT = 300;

/** The speakers of one call: its voices, names and labels, in memory alone. */
export class SpeakersOfCall implements CallSpeakers {
  readonly #listeners: SpeakerListeners;
  readonly #hear: (sample: VoiceSample, call: SpeakersOfCall) => void;
  readonly #held = new Map<string, { readonly channel: Channel; readonly sample: VoiceSample }>();
  readonly #channels = new Map<string, Channel>();
  readonly #labels = new Map<string, number>();
  readonly #names = new Map<number, string>();
  #clusters: SpeakerClusters | undefined;
  #waitingCount = 0;
  #isEnded = false;

  /** @param hear finds the voice of a sample and hands it to `place`. */
  constructor(listeners: SpeakerListeners, hear: (sample: VoiceSample, call: SpeakersOfCall) => void) {
    this.#listeners = listeners;
    this.#hear = hear;
  }

  observeSpeech(event: SpeechEvent): void {
    if (event.type !== 'turn-ended' || !this.#listeners.isShared(event.channel)) return;
    const sample = takeSample(event.segment);
    if (!sample) return;
    this.#held.set(event.turnId, { channel: event.channel, sample });
    dropOldest(this.#held, MAX_HELD_COUNT);
  }

  observeTranscript(event: TranscriptEvent): void {
    if (event.type === 'transcript-dropped') this.#held.delete(event.turnId);
    if (event.type !== 'transcript-completed') return;
    const { turnId } = event.transcript;
    const held = this.#held.get(turnId);
    this.#held.delete(turnId);
    if (!held) return;
    this.#channels.set(turnId, held.channel);
    dropOldest(this.#channels, MAX_LABEL_COUNT);
    this.#waitingCount += 1;
    this.#hear(held.sample, this);
  }

  /** @param voice undefined: it was not recognized. */
  place(turnId: string, voice: Voice | undefined, thresholds: SpeakerThresholds): void {
    this.#clusters ??= createSpeakerClusters(thresholds);
    const labels = voice ? this.#clusters.add(turnId, voice) : [];
    for (const label of labels) this.#label(label);
    this.settle();
  }

  /** A sample that was handed over is done with, well or not. */
  settle(): void {
    this.#waitingCount -= 1;
    this.#forgetVoices();
  }

  /** @throws EngineError 'bad-argument' */
  rename(speakerId: number, name: string): void {
    const turnIds = [...this.#labels].filter(([, each]) => each === speakerId).map(([turnId]) => turnId);
    if (turnIds.length === 0) {
      throw new EngineError(
        'bad-argument',
        `No speaker ${speakerId} was heard in this call.`,
        'Pick another.',
      );
    }
    this.#names.set(speakerId, name);
    this.#listeners.onRename(speakerId, name, turnIds);
  }

  readonly end = (): void => {
    this.#isEnded = true;
    this.#forgetVoices();
  };

  #label({ turnId, speakerId }: SpeakerLabel): void {
    this.#labels.set(turnId, speakerId);
    dropOldest(this.#labels, MAX_LABEL_COUNT);
    const channel = this.#channels.get(turnId) ?? 'them';
    this.#listeners.onLabel({ turnId, channel, speakerId, name: this.#names.get(speakerId) ?? '' });
  }

  #forgetVoices(): void {
    if (!this.#isEnded || this.#waitingCount > 0) return;
    this.#clusters = undefined;
    this.#held.clear();
  }
}

function dropOldest<Key>(map: Map<Key, unknown>, limitCount: number): void {
  const oldest = map.keys().next();
  if (map.size > limitCount && !oldest.done) map.delete(oldest.value);
}
