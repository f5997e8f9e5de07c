/** Runs asynchronous work one piece at a time, in the order added; a failure does not stop what follows. */
export interface Queue {
  /** Settles as `work` does, once all work added before it has ended. */
  add<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Settles when all work added so far has ended, well or not. */
  settled(): Promise<void>;
}

/** @param first ends before any work starts; if it fails, so does the first piece of work. */
export function createQueue(first: Promise<unknown> = Promise.resolve()): Queue {
  let last = first;
  return {
    add: (work) => {
      const result = last.then(work);
      last = result.catch(() => undefined);
      return result;
    },
    settled: () => last.then(ignore, ignore),
  };
}

function ignore(): void {}
