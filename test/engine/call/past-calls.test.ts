import { expect, test } from 'vitest';
import { createPastCalls } from '../../../engine/call/past-calls.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import { openHistory } from '../../../engine/history/history-store.ts';
import { transcriptOf } from '../history/samples.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

/** A history of two calls; the second one is still going on. */
function stage({ cacheFails = false } = {}) {
  const history = openHistory({ path: ':memory:', clock: new ManualClock(), log: silentLogger });
  history.appendTranscript(transcriptOf('t1', 'one'), history.startCall());
  history.appendTranscript(transcriptOf('t2', 'two'), history.startCall());
  const erased: string[] = [];
  const erase = (name: string) => () => void erased.push(name);
  const calls = createPastCalls({
    history,
    answers: { forget: erase('answers') },
    callHistory: { clear: erase('callHistory') },
    facts: { forget: erase('facts') },
    calls: { forget: erase('calls') },
    cache: {
      clear: () => (cacheFails ? Promise.reject(new Error('disk')) : Promise.resolve(erase('cache')())),
    },
    questionDetector: { forget: () => Promise.resolve(erase('questionDetector')()) },
  });
  return { calls, erased };
}

test('calls are listed, read and searched as the history has them', () => {
  const { calls } = stage();
  expect(calls.list(9).map(({ callId }) => callId)).toEqual([2, 1]);
  expect(calls.list(1).map(({ callId }) => callId)).toEqual([2]);
  expect(calls.read(1)).toMatchObject({ transcripts: [{ text: 'one' }] });
  expect(calls.search('two', 9)).toMatchObject([{ callId: 2 }]);
  expect(calls.export(1, 'srt')).toContain('Other: one');
});

test('an older call that is deleted goes from the cache and the labels too, the running one stays in mind', async () => {
  const { calls, erased } = stage();
  await calls.deleteCall(1);
  expect(calls.list(9).map(({ callId }) => callId)).toEqual([2]);
  expect(erased).toEqual(['cache', 'questionDetector']);
});

test('the running call that is deleted is forgotten by all that follows it, its recorder first', async () => {
  const { calls, erased } = stage();
  await calls.deleteCall(2);
  expect(erased).toEqual(['calls', 'answers', 'callHistory', 'facts', 'cache', 'questionDetector']);
});

test('what cannot be erased is reported, and keeps nothing else', async () => {
  const { calls, erased } = stage({ cacheFails: true });
  await expect(calls.deleteCall(1)).rejects.toThrow('disk');
  expect(erased).toEqual(['questionDetector']);
});
