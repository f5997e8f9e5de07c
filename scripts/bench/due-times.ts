import type { Arrivals } from './load-client-child.ts';

/** When questions were due, from the moment at which they are asked to the turn that answers them. */
export class DueTimes {
  readonly #waiting = new Map<string, bigint[]>();
  readonly #ofTurns = new Map<string, bigint>();

  ask(text: string, dueNs: bigint): void {
    this.#waiting.set(text, [...(this.#waiting.get(text) ?? []), dueNs]);
  }

  /** Questions of one wording are detected in the order in which they were asked. */
  detect(turnId: string, text: string): void {
    const [dueNs, ...later] = this.#waiting.get(text) ?? [];
    this.#waiting.set(text, later);
    if (dueNs !== undefined) this.#ofTurns.set(turnId, dueNs);
  }

  /** Whether it is the turn of a question that was asked here. */
  knows(turnId: string): boolean {
    return this.#ofTurns.has(turnId);
  }

  /** Milliseconds from the moment at which each question was due; other turns are left out. */
  waitsOf(arrivals: Arrivals): readonly number[] {
    return arrivals.flatMap(([turnId, atNs]) => {
      const dueNs = this.#ofTurns.get(turnId);
      return dueNs === undefined ? [] : [Number(BigInt(atNs) - dueNs) / 1e6];
    });
  }
}
