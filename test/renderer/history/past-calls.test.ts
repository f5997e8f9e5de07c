import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { createPastCalls } from '../../../renderer/history/past-calls.ts';
import type { Session } from '../../../renderer/session/session.ts';
import { initialState, type SessionState } from '../../../renderer/session/state.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
});

const CALL = { callId: 1, startedAtMs: 0, transcriptCount: 0, answerCount: 0 };
const RECORD = { ...CALL, transcripts: [], answers: [] };

/** A page and an engine that answers when it is told to. */
function stage() {
  const state = createStore<SessionState>()(() => ({ ...initialState, connection: 'open' }));
  const asked: string[] = [];
  const waiting: ((response: Response | Error) => void)[] = [];
  const load = (method: string, path: string): Promise<Response> => {
    asked.push(`${method} ${path}`);
    return new Promise((resolve, reject) => {
      waiting.push((response) => (response instanceof Error ? reject(response) : resolve(response)));
    });
  };
  const calls = createPastCalls({ store: state, load } as unknown as Session);
  const answer = async (index: number, body: object | Error, status = 200): Promise<void> => {
    waiting[index]?.(body instanceof Error ? body : Response.json(body, { status }));
    await vi.advanceTimersByTimeAsync(0);
  };
  return { state, asked, calls, answer, shown: () => calls.store.getState() };
}

test('calls are listed at once, and again whenever the engine comes back or calls are erased', async () => {
  const { state, asked, calls, answer, shown } = stage();
  const stop = calls.follow();
  await answer(0, { calls: [CALL] });
  expect(shown().calls).toEqual([CALL]);
  state.setState({ connection: 'reconnecting' });
  state.setState({ connection: 'open' });
  expect(asked).toHaveLength(2);
  stop();
  state.setState({ connection: 'reconnecting' });
  state.setState({ connection: 'open' });
  expect(asked).toEqual(['GET /calls?limit=101', 'GET /calls?limit=101']);
});

test('only the search that stands counts, though an older one is answered later', async () => {
  const { asked, calls, answer, shown } = stage();
  calls.search(' tcp ');
  await vi.advanceTimersByTimeAsync(150);
  calls.search('udp');
  await vi.advanceTimersByTimeAsync(150);
  expect(asked).toEqual(['GET /calls?search=tcp&limit=101', 'GET /calls?search=udp&limit=101']);
  await answer(1, { hits: [] });
  await answer(0, new Error('too late'));
  expect([shown().search, shown().hits, shown().failure]).toEqual(['udp', [], undefined]);
});

test('nothing is searched for while somebody types, or once the field is empty', async () => {
  const { asked, calls, shown } = stage();
  for (const text of ['t', 'tc', 'tcp']) {
    calls.search(text);
    await vi.advanceTimersByTimeAsync(149);
  }
  calls.search('  ');
  await vi.advanceTimersByTimeAsync(1_000);
  expect([asked, shown().hits]).toEqual([[], undefined]);
});

test('a call that was closed again meanwhile is not shown', async () => {
  const { calls, answer, shown } = stage();
  calls.open(1);
  calls.open(undefined);
  await answer(0, RECORD);
  expect(shown().record).toBeUndefined();
  calls.open(1);
  await answer(1, RECORD);
  expect(shown().record).toEqual(RECORD);
});

test('more are read by steps, and a new search begins with the first', async () => {
  const { asked, calls, shown } = stage();
  calls.search('tcp');
  await vi.advanceTimersByTimeAsync(150);
  calls.showMore();
  expect(asked.slice(1)).toEqual(['GET /calls?limit=201', 'GET /calls?search=tcp&limit=201']);
  calls.search('udp');
  await vi.advanceTimersByTimeAsync(150);
  expect([asked.at(-1), shown().shownCount]).toEqual(['GET /calls?search=udp&limit=101', 100]);
});

test('a deleted call is closed and the list read again', async () => {
  const { asked, calls, answer, shown } = stage();
  calls.open(1);
  await answer(0, RECORD);
  calls.remove(1);
  await answer(1, {});
  expect([asked.slice(1), shown().record]).toEqual([['DELETE /calls/1', 'GET /calls?limit=101'], undefined]);
});

test('calls that are erased elsewhere leave nothing on the screen', async () => {
  const { state, calls, answer, shown } = stage();
  calls.follow();
  calls.open(1);
  await answer(1, RECORD);
  state.setState({ wiped: { scope: 'all-calls', atMs: 1 } as unknown as NonNullable<SessionState['wiped']> });
  expect(shown().record).toBeUndefined();
});

test('a failure is shown in the words of the engine, and goes with the next success', async () => {
  const { calls, answer, shown } = stage();
  const refusal = { code: 'history-unavailable', message: 'Damaged.', remedy: 'Check it.' };
  calls.open(1);
  await answer(0, refusal, 503);
  expect(shown().failure).toMatchObject(refusal);
  calls.open(2);
  await answer(1, new Error('away'));
  expect(shown().failure).toMatchObject({ code: 'history-unavailable', message: '' });
  calls.open(3);
  await answer(2, RECORD);
  expect(shown().failure).toBeUndefined();
});
