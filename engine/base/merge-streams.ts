/**
 * Items of several streams in the order in which they come. Ends when all have ended; leaving the loop or a
 * failure of one ends the others too.
 */
export async function* mergeStreams<Item>(
  streams: readonly AsyncIterable<Item>[],
): AsyncGenerator<Item, void, undefined> {
  const iterators = streams.map((stream) => stream[Symbol.asyncIterator]());
  const pending = new Map(iterators.map((iterator, index) => [index, pull(iterator, index)]));
  try {
    while (pending.size > 0) {
      const { index, result } = await Promise.race(pending.values());
      const iterator = iterators[index];
      if (result.done || !iterator) {
        pending.delete(index);
        continue;
      }
      pending.set(index, pull(iterator, index));
      yield result.value;
    }
  } finally {
    // A source that is blocked ends by its own signal; nobody waits for it here.
    for (const index of pending.keys()) void iterators[index]?.return?.()?.then(undefined, () => undefined);
    for (const pull of pending.values()) pull.catch(() => undefined);
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

async function pull<Item>(
  iterator: AsyncIterator<Item>,
  index: number,
): Promise<{ index: number; result: IteratorResult<Item> }> {
  return { index, result: await iterator.next() };
}
