/**
 * A named, bounded queue between a push edge and a pulling stage: the only place where items may be lost.
 * A full one loses its oldest item, and every loss is counted. One reader at a time.
 */
export class BoundedBuffer<Item> implements AsyncIterable<Item> {
  readonly name: string;
  readonly capacityCount: number;
  droppedCount = 0;
  #items: (Item | undefined)[];
  #head = 0;
  #size = 0;
  #ended = false;
  #wake: (() => void) | undefined;

  constructor(name: string, capacityCount: number) {
    this.name = name;
    this.capacityCount = capacityCount;
    this.#items = Array.from({ length: capacityCount });
  }

  get sizeCount(): number {
    return this.#size;
  }

  /** @returns the item that was lost to make room, if any. */
  push(item: Item): Item | undefined {
    if (this.#ended) return item;
    let lost: Item | undefined;
    if (this.#size === this.capacityCount) {
      this.droppedCount += 1;
      lost = this.#take();
    }
    this.#items[(this.#head + this.#size) % this.capacityCount] = item;
    this.#size += 1;
    this.#wake?.();
    return lost;
  }

  /** Lets the reader drain what is there and then end. */
  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for (;;) {
      while (this.#size > 0) yield this.#take();
      if (this.#ended) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
  }

  #take(): Item {
    const item = this.#items[this.#head];
    this.#items[this.#head] = undefined;
    this.#head = (this.#head + 1) % this.capacityCount;
    this.#size -= 1;
    // The slot below `#size` always holds an item.
    return item as Item;
  }
}
