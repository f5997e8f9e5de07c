import { inBackground } from './background.ts';

interface Offer<Item> {
  readonly item: Item;
  /** Lets the stream that made the offer continue. */
  readonly taken: () => void;
}

/**
 * Items of several streams in the order in which they come; a stream is asked for its next item only when its
 * last one was taken. Ends when all have ended; leaving the loop or a failure of one ends the others too.
 */
export async function* mergeStreams<Item>(
  streams: readonly AsyncIterable<Item>[],
): AsyncGenerator<Item, void, undefined> {
  const offers: Offer<Item>[] = [];
  let openCount = streams.length;
  let failure: { readonly error: unknown } | undefined;
  let wake = (): void => undefined;
  const fail = (error: unknown): void => {
    failure ??= { error };
  };

  const pump = async (iterator: AsyncIterator<Item>): Promise<void> => {
    try {
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
        const { value } = next;
        await new Promise<void>((taken) => {
          offers.push({ item: value, taken });
          wake();
        });
      }
    } catch (error) {
      fail(error);
    } finally {
      openCount -= 1;
      wake();
    }
  };
  const iterators = streams.map((stream) => stream[Symbol.asyncIterator]());
  for (const iterator of iterators) inBackground(() => pump(iterator), fail);
  try {
    for (;;) {
      const offer = offers.shift();
      if (offer) {
        yield offer.item;
        offer.taken();
        continue;
      }
      if (failure) throw failure.error;
      if (openCount === 0) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    // A stream blocked in its source ends by that source's signal; we do not wait for it.
    for (const iterator of iterators) iterator.return?.().then(undefined, () => undefined);
  }
}

/** Lets `look` see each item as it passes. */
export async function* tapStream<Item>(
  stream: AsyncIterable<Item>,
  look: (item: Item) => void,
): AsyncGenerator<Item, void, undefined> {
  for await (const item of stream) {
    look(item);
    yield item;
  }
}
