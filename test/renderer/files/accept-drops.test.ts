import { beforeEach, expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { acceptDrops } from '../../../renderer/files/accept-drops.ts';
import { cancelHandover, handoverStore } from '../../../renderer/files/hand-over.ts';
import type { Session } from '../../../renderer/session/session.ts';
import { initialState, type SessionState } from '../../../renderer/session/state.ts';

beforeEach(() => {
  cancelHandover();
  handoverStore.setState(handoverStore.getInitialState(), true);
});

function stage() {
  const page = new EventTarget();
  const posted: string[] = [];
  const opening = Promise.withResolvers<Session>();
  acceptDrops(opening.promise, page as Window);
  const send = (type: 'dragover' | 'drop', types: readonly string[], files: readonly File[]): boolean =>
    page.dispatchEvent(
      Object.assign(new Event(type, { cancelable: true }), { dataTransfer: { types, files } }),
    );
  return {
    posted,
    drag: (type: string) => send('dragover', [type], []),
    drop: (...names: string[]) =>
      send(
        'drop',
        ['Files'],
        names.map((name) => new File(['x'], name)),
      ),
    open: () =>
      opening.resolve({
        store: createStore<SessionState>()(() => initialState),
        post: (path: string) => {
          posted.push(new URL(path, 'http://x').searchParams.get('name') ?? '');
          return Promise.resolve(new Response(null, { status: 200 }));
        },
      } as Partial<Session> as Session),
  };
}

test('a recording that is dropped before the page has its session is handed over with it, and one after, too', async () => {
  const { drop, open, posted } = stage();
  expect(drop('early.wav')).toBe(false);
  open();
  await expect.poll(() => posted).toEqual(['early.wav']);
  drop('late.wav');
  await expect.poll(() => posted).toEqual(['early.wav', 'late.wav']);
});

test('a file that is dragged may be dropped here; anything else is left to the browser', () => {
  const { drag, drop } = stage();
  expect([drag('Files'), drag('text/plain'), drop()]).toEqual([false, true, true]);
});
