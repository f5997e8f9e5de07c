import { beforeEach, expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { MAX_PIECE_BYTES } from '../../../engine/protocol/uploads.ts';
import { cancelHandover, handOver, handoverStore } from '../../../renderer/files/hand-over.ts';
import type { Session } from '../../../renderer/session/session.ts';
import { initialState, type SessionState } from '../../../renderer/session/state.ts';

const REFUSAL = { code: 'source-empty', message: 'There is no sound.', remedy: 'Record it again.' } as const;

function stage(answer: () => Response | Promise<Response> = () => new Response(null, { status: 200 })) {
  const posted: string[] = [];
  const shares: (number | undefined)[] = [];
  const session = {
    store: createStore<SessionState>()(() => initialState),
    post: (path: string) => {
      posted.push(new URL(path, 'http://x').searchParams.get('name') ?? '');
      shares.push(handoverStore.getState().handover?.sentShare);
      return Promise.resolve().then(answer);
    },
  } as Partial<Session> as Session;
  return { session, posted, shares };
}

const file = (name: string, sizeBytes = 1): File => new File([new Uint8Array(sizeBytes)], name);

beforeEach(() => {
  cancelHandover();
  handoverStore.setState(handoverStore.getInitialState(), true);
});

test('a recording goes piece by piece, with the share that is there, and nothing stands when it is all there', async () => {
  const { session, posted, shares } = stage();
  await handOver(session, [file('call.wav', MAX_PIECE_BYTES * 2)]);
  expect([posted.length, shares]).toEqual([2, [0, 0.5]]);
  expect(handoverStore.getState()).toEqual({ handover: undefined, leftOut: [] });
});

test('one is taken at a time: the others are named, and so are all while one is transcribed', async () => {
  const { session, posted } = stage();
  await handOver(session, [file('a.wav'), file('b.wav')]);
  expect([posted, handoverStore.getState().leftOut]).toEqual([['a.wav'], ['b.wav']]);
  session.store.setState({
    file: { name: 'a.wav', status: 'running', heardMs: 0, speedRatio: 1, durationMs: null, leftMs: null },
  });
  await handOver(session, [file('c.wav')]);
  expect([posted, handoverStore.getState().leftOut]).toEqual([['a.wav'], ['c.wav']]);
});

test('one that the engine would not take stands with the reason, and makes way for the next', async () => {
  const refusing = stage(() => Response.json(REFUSAL, { status: 422 }));
  await handOver(refusing.session, [file('empty.wav')]);
  expect(handoverStore.getState().handover).toEqual({ name: 'empty.wav', sentShare: 1, refusal: REFUSAL });
  const { session, posted } = stage();
  await handOver(session, [file('next.wav')]);
  expect([posted, handoverStore.getState().handover]).toEqual([['next.wav'], undefined]);
});

test.each([
  ['is taken', () => new Response(null, { status: 200 })],
  ['is refused', () => Response.json(REFUSAL, { status: 422 })],
])('one that is cancelled stands no more, also when its piece %s after that', async (_title, reply) => {
  const answer = Promise.withResolvers<Response>();
  const { session } = stage(() => answer.promise);
  const handing = handOver(session, [file('call.wav', MAX_PIECE_BYTES * 2)]);
  expect(handoverStore.getState().handover?.name).toBe('call.wav');
  cancelHandover();
  answer.resolve(reply());
  await handing;
  expect(handoverStore.getState().handover).toBeUndefined();
});

test.each([
  ['../../etc/passwd.wav', '-..-etc-passwd.wav'],
  ['C:\\calls\\a:b?.wav', 'C-calls-a-b-.wav'],
  ['...', 'recording'],
  [`${'x'.repeat(200)}.wav`, `${'x'.repeat(96)}.wav`],
])('the name %j is no more than %j', async (name, plain) => {
  const { session, posted } = stage();
  await handOver(session, [file(name)]);
  expect(posted).toEqual([plain]);
});
