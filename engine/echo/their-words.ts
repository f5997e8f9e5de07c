import type { Clock } from '../base/clock.ts';
import type { SpeechEvent, TranscriptEvent } from '../base/nouns.ts';

/** Words of the other side that an echo can still repeat. */
const REMEMBERED_MS = 15_000;
/** Nobody says as many words in that time; every word of one side is compared with every word of the other. */
const MAX_COMPARED_WORD_COUNT = 500;
const MAX_SAID_WORD_COUNT = 2_000;

/** What the other side said in the last seconds, turns that are still open included. */
export class TheirWords {
  readonly #clock: Clock;
  readonly #said: { readonly words: readonly string[]; readonly atMs: number }[] = [];
  /** Their turns that are not over, with the words so far. */
  readonly #open = new Map<string, readonly string[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get hasOpenTurn(): boolean {
    return this.#open.size > 0;
  }

  observeSpeech(event: SpeechEvent): void {
    if (event.channel !== 'them') return;
    if (event.type === 'speech-started') this.#open.set(event.turnId, []);
    if (event.type === 'speech-discarded') this.#open.delete(event.turnId);
  }

  observeTranscript(event: TranscriptEvent): void {
    if (event.type === 'transcript-completed') {
      const { channel, turnId, text } = event.transcript;
      if (channel !== 'them') return;
      this.#open.delete(turnId);
      this.#said.push({ words: wordsOf(text), atMs: this.#clock.nowMs() });
      while (this.#said[0] && this.#said[0].atMs < this.#oldestMs()) this.#said.shift();
    } else if (event.channel === 'them') {
      if (event.type === 'transcript-dropped') this.#open.delete(event.turnId);
      if (event.type === 'transcript-paused') this.#open.set(event.turnId, wordsOf(event.text));
      if (event.type === 'transcript-extended')
        this.#open.set(event.turnId, wordsOf(`${event.text} ${event.volatile}`));
    }
  }

  /** Share of these words that the other side said lately, in the same order. */
  repeatedRatio(words: readonly string[]): number {
    const said = this.#said.filter(({ atMs }) => atMs >= this.#oldestMs()).map((line) => line.words);
    const theirs = [...said, ...this.#open.values()].flat().slice(-MAX_SAID_WORD_COUNT);
    const compared = words.slice(0, MAX_COMPARED_WORD_COUNT);
    return commonCount(compared, theirs) / compared.length;
  }

  #oldestMs(): number {
    return this.#clock.nowMs() - REMEMBERED_MS;
  }
}

export function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
}

/** Length of the longest common subsequence. */
function commonCount(words: readonly string[], others: readonly string[]): number {
  let row = new Uint16Array(others.length + 1);
  for (const word of words) {
    const next = new Uint16Array(others.length + 1);
    others.forEach((other, index) => {
      next[index + 1] = word === other ? row[index]! + 1 : Math.max(next[index]!, row[index + 1]!);
    });
    row = next;
  }
  return row.at(-1) ?? 0;
}
