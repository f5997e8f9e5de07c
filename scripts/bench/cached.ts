import { median } from '../../engine/base/percentiles.ts';
import { openAnswerBench, openRawSocket, timesRow } from './answer-rig.ts';
import type { Bench } from './bench.ts';

const ASK_COUNT = 2_000;
const WARM_UP_COUNT = 300;
const QUESTION_COUNT = 50;

/** From the end of the turn to the first bullet at the WebSocket when the answer is known. */
export const bench: Bench = {
  name: 'cached',
  about: 'a question whose answer is cached: end of turn → first bullet at the socket',
  async run(signal) {
    await using undo = new AsyncDisposableStack();
    const rig = await openAnswerBench(undo, signal);
    const send = await openRawSocket(undo);
    for (let index = 0; index < QUESTION_COUNT; index += 1) await rig.ask(questionAt(index));
    const oursMs: number[] = [];
    const rawMs: number[] = [];
    for (let index = 0; index < ASK_COUNT; index += 1) {
      signal.throwIfAborted();
      const tookMs = await rig.ask(questionAt(index % QUESTION_COUNT));
      const peerMs = await send(() => Promise.resolve());
      if (index < WARM_UP_COUNT) continue;
      oursMs.push(tookMs);
      rawMs.push(peerMs);
    }
    const row = timesRow('cached: end of turn to first bullet at the socket', oursMs);
    return [
      {
        ...row,
        peer: { name: 'the same frame over a raw WebSocket', p50: median(rawMs) },
        goal: 'p50 ≤ 0.5, p99 ≤ 3 ms',
        isMet: row.p50 <= 0.5 && row.p99 <= 3,
      },
    ];
  },
};

function questionAt(index: number): string {
  return `What is the meaning of case number ${index}?`;
}
