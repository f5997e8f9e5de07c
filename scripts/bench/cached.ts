import { median } from '../../engine/base/percentiles.ts';
import { openAnswerBench, openRawSocket } from './answer-rig.ts';
import type { Bench } from './bench.ts';
import { atMost, benchRow } from './bench-row.ts';
import { takeTurns } from './take-turns.ts';

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
    const times = await takeTurns(
      { count: ASK_COUNT, warmUpCount: WARM_UP_COUNT },
      (index) => rig.ask(questionAt(index % QUESTION_COUNT)),
      () => send(() => Promise.resolve()),
      signal,
    );
    const peer = { name: 'the same frame over a raw WebSocket', p50: median(times.peer) };
    const row = benchRow('cached: end of turn to first bullet at the socket', 'ms', times.ours, peer);
    return [atMost({ p50: 0.5, p99: 3 }, row)];
  },
};

function questionAt(index: number): string {
  return `What is the meaning of case number ${index}?`;
}
