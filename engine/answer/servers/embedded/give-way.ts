import type { LlamaContextSequence } from 'node-llama-cpp';

/** A sequence that works in short steps and waits before each of them while something else needs the cores. */

/** Some 0.2 s on a small machine; larger steps read a prompt no faster there. */
const STEP_TOKEN_COUNT = 16;
/** On a machine that is always busy an answer comes slowly, but it comes. */
const MAX_WAIT_MS = 2_000;

/** Held back for at most two seconds at a time. */
export class Gate {
  #opened: PromiseWithResolvers<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  close(): void {
    if (this.#opened) return;
    this.#opened = Promise.withResolvers();
    this.#timer = setTimeout(() => this.open(), MAX_WAIT_MS);
  }

  open(): void {
    clearTimeout(this.#timer);
    this.#opened?.resolve();
    this.#opened = undefined;
  }

  async passed(): Promise<void> {
    await this.#opened?.promise;
  }
}

type Sequence = Pick<LlamaContextSequence, 'evaluate' | 'evaluateWithoutGeneratingNewTokens'>;

/**
 * Makes `sequence` wait at `gate` before each word, and before each few words of a prompt.
 * @param signal of the running chat: a prompt that is no longer wanted is not read any further.
 */
export function giveWay(sequence: Sequence, gate: Gate, signal: () => AbortSignal | undefined): void {
  const evaluate = sequence.evaluate.bind(sequence);
  const read = sequence.evaluateWithoutGeneratingNewTokens.bind(sequence);

  /** @returns the last step, which is left to the caller. */
  async function readUpToLastStep(tokens: Tokens, options: ReadOptions): Promise<Tokens> {
    let rest = tokens;
    while (rest.length > STEP_TOKEN_COUNT) {
      await gate.passed();
      signal()?.throwIfAborted();
      await read(rest.slice(0, STEP_TOKEN_COUNT), options);
      rest = rest.slice(STEP_TOKEN_COUNT);
    }
    await gate.passed();
    signal()?.throwIfAborted();
    return rest;
  }

  sequence.evaluateWithoutGeneratingNewTokens = async (tokens, options) =>
    read(await readUpToLastStep(tokens, options), options);

  sequence.evaluate = async function* (tokens, options) {
    const contextShift = options?.contextShift;
    const last = await readUpToLastStep(tokens, contextShift ? { contextShift } : {});
    const words = evaluate(last, options);
    try {
      let step = await words.next();
      while (!step.done) {
        const input = yield step.value;
        await gate.passed();
        step = await words.next(input);
      }
    } finally {
      await words.return();
    }
  };
}

type Tokens = Parameters<Sequence['evaluate']>[0];
type ReadOptions = Parameters<Sequence['evaluateWithoutGeneratingNewTokens']>[1];
