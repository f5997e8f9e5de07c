import type { Transcript } from '../base/nouns.ts';

/** How long ago the last turn may have ended to be asked, when none ended within the look-back. */
const RECENT_TURN_MS = 30_000;

/** The turns of the last seconds, on every channel, in order of their end. */
export class RecentTurns {
  #turns: readonly Transcript[] = [];

  add(transcript: Transcript): void {
    this.#turns = [...this.#turns, transcript]
      .filter(({ endedAtMs }) => transcript.endedAtMs - endedAtMs <= RECENT_TURN_MS)
      .toSorted((a, b) => a.endedAtMs - b.endedAtMs);
  }

  /** What ended within the look-back before this moment. */
  within(atMs: number, lookBackMs: number): readonly Transcript[] {
    return this.#turns.filter(({ endedAtMs }) => endedAtMs >= atMs - lookBackMs);
  }

  /** What ended within the look-back before this moment, or else the last turn alone. */
  before(atMs: number, lookBackMs: number): readonly Transcript[] {
    const lookBack = this.within(atMs, lookBackMs);
    return lookBack.length > 0 ? lookBack : this.within(atMs, RECENT_TURN_MS).slice(-1);
  }
}
