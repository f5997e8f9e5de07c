/** Whether work of some kind is under way, for those who make room for it. */
export interface Activity {
  readonly isBusy: boolean;
  /** Calls `listener` with each change. @returns a function that ends this. */
  follow(listener: (isBusy: boolean) => void): () => void;
}

/** Counts pieces of work that may overlap. */
export class ActivityCounter implements Activity {
  readonly #listeners = new Set<(isBusy: boolean) => void>();
  #runningCount = 0;

  get isBusy(): boolean {
    return this.#runningCount > 0;
  }

  /** Dispose of the result when the work is done. */
  begin(): Disposable {
    this.#change(1);
    let isOver = false;
    return {
      [Symbol.dispose]: () => {
        if (!isOver) this.#change(-1);
        isOver = true;
      },
    };
  }

  follow(listener: (isBusy: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #change(stepCount: number): void {
    const wasBusy = this.isBusy;
    this.#runningCount += stepCount;
    if (this.isBusy === wasBusy) return;
    for (const listener of this.#listeners) listener(this.isBusy);
  }
}
