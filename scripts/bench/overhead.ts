import { openPool } from '../../engine/answer/servers/base/http-stream.ts';
import { median } from '../../engine/base/percentiles.ts';
import { openAnswerBench, openRawSocket } from './answer-rig.ts';
import type { Bench } from './bench.ts';
import { atMost, benchRow } from './bench-row.ts';
import { takeTurns } from './take-turns.ts';

const QUESTION_COUNT = 400;
const WARM_UP_COUNT = 60;

/**
 * From the end of the turn to the first bullet at the WebSocket, uncached, with a model that answers at once:
 * all that is left is the engine and one HTTP exchange with another process. Each question is followed by
 * the same exchange without the engine, which is taken off.
 */
export const bench: Bench = {
  name: 'overhead',
  about: 'an uncached question with a model that takes no time: end of turn → first bullet at the socket',
  async run(signal) {
    await using undo = new AsyncDisposableStack();
    const rig = await openAnswerBench(undo, signal);
    const send = await openRawSocket(undo);
    const pool = openPool(rig.modelUrl, 1);
    undo.defer(() => pool.destroy());
    const questionAt = (index: number): string => `What is the meaning of case number ${index}?`;
    const { ours: oursMs, peer: rawMs } = await takeTurns(
      { count: QUESTION_COUNT, warmUpCount: WARM_UP_COUNT },
      (index) => rig.ask(questionAt(index)),
      (index) => send(() => firstChunk(pool, `Question: ${questionAt(index)}`)),
      signal,
    );
    // The model time is what a client without an engine waits for the same exchange.
    const modelMs = median(rawMs);
    const peer = { name: 'raw undici stream and raw WebSocket', p50: modelMs };
    const overhead = benchRow(
      'overhead: end of turn to first bullet at the socket, less the raw exchange with the model server',
      'ms',
      oursMs.map((tookMs) => tookMs - modelMs),
    );
    return [
      atMost({ p50: 2, p95: 5, p99: 12 }, overhead),
      benchRow('overhead: the whole, exchange included', 'ms', oursMs, peer),
    ];
  },
};

async function firstChunk(pool: ReturnType<typeof openPool>, content: string): Promise<void> {
  const { body } = await pool.request({
    method: 'POST',
    path: '/api/chat',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'simulated:latest', messages: [{ role: 'user', content }], stream: true }),
  });
  for await (const chunk of body) {
    if ((chunk as Buffer).length > 0) break;
  }
}
