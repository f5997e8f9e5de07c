import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Gate, giveWay } from '../../../../../engine/answer/servers/embedded/give-way.ts';

type Sequence = Pick<LlamaContextSequence, 'evaluate' | 'evaluateWithoutGeneratingNewTokens'>;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A sequence that notes how many tokens it is given at a time, and says three words. */
function scripted() {
  const read: number[] = [];
  const sequence: Sequence = {
    evaluateWithoutGeneratingNewTokens: (tokens) => {
      read.push(tokens.length);
      return Promise.resolve();
    },
    evaluate: async function* (tokens) {
      read.push(tokens.length);
      for (const word of [1, 2, 3]) yield await Promise.resolve(word as Token);
    },
  };
  return { read, sequence };
}

const prompt = (tokenCount: number): Token[] => Array.from({ length: tokenCount }, () => 7 as Token);

test('a prompt is read a few tokens at a time, and every word is said', async () => {
  const { read, sequence } = scripted();
  giveWay(sequence, new Gate(), () => undefined);
  await sequence.evaluateWithoutGeneratingNewTokens(prompt(20));
  expect(await Array.fromAsync(sequence.evaluate(prompt(40)))).toEqual([1, 2, 3]);
  expect(read).toEqual([16, 4, 16, 16, 8]);
});

test('nothing is read and no word said while the gate is closed', async () => {
  const { read, sequence } = scripted();
  const gate = new Gate();
  giveWay(sequence, gate, () => undefined);
  gate.close();
  const said: Token[] = [];
  const speaking = (async () => {
    for await (const word of sequence.evaluate(prompt(2))) {
      said.push(word);
      if (said.length === 1) gate.close();
    }
  })();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(read).toEqual([]);
  gate.open();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(said).toEqual([1]);
  gate.open();
  await speaking;
  expect(said).toEqual([1, 2, 3]);
});

test('a gate that nobody opens opens by itself after two seconds', async () => {
  const gate = new Gate();
  gate.close();
  let isPassed = false;
  void gate.passed().then(() => (isPassed = true));
  await vi.advanceTimersByTimeAsync(1_900);
  expect(isPassed).toBe(false);
  await vi.advanceTimersByTimeAsync(200);
  expect(isPassed).toBe(true);
});

test('a prompt that nobody wants any more is read no further', async () => {
  const { read, sequence } = scripted();
  const controller = new AbortController();
  const gate = new Gate();
  giveWay(sequence, gate, () => controller.signal);
  gate.close();
  const reading = sequence.evaluateWithoutGeneratingNewTokens(prompt(100));
  controller.abort(new Error('no longer wanted'));
  gate.open();
  await expect(reading).rejects.toThrow('no longer wanted');
  expect(read).toEqual([]);
});
