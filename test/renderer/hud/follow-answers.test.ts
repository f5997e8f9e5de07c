import { afterEach, beforeEach, expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { UnstampedEvent } from '../../../engine/protocol/events.ts';
import { PROTOCOL_VERSION } from '../../../engine/protocol/messages.ts';
import { followAnswers } from '../../../renderer/hud/follow-answers.ts';
import { showTurn, viewStore } from '../../../renderer/parts/view-state.ts';
import { applyMessage } from '../../../renderer/session/apply-message.ts';
import type { Session } from '../../../renderer/session/session.ts';
import { initialState, type SessionState } from '../../../renderer/session/state.ts';
import { stamped } from '../session/events.ts';

const NOW_MS = 1_000;
const answered = (turnId: string): readonly UnstampedEvent[] => [
  { type: 'answer.started', turnId, question: `Question ${turnId}?`, path: 'live', model: 'm' },
  {
    type: 'answer.completed',
    turnId,
    bullets: ['A bullet of a few words'],
    path: 'live',
    status: 'complete',
    latencyMs: 900,
    firstBulletMs: 300,
    isStale: false,
  },
];
const EVENTS = stamped(...answered('a'), ...answered('b'), ...answered('c'));

let store = createStore<SessionState>()(() => initialState);
let stop: () => void;
beforeEach(() => {
  store = createStore<SessionState>()(() => initialState);
  stop = followAnswers({ store } as unknown as Session, () => NOW_MS);
});
afterEach(() => {
  stop();
  showTurn(undefined);
});

/** Opens the page when the engine has published so many events, and sends it the others as they come. */
function openPage(publishedCount: number): void {
  const welcome = {
    kind: 'welcome',
    protocol: PROTOCOL_VERSION,
    epoch: 'e',
    seq: publishedCount,
    role: 'hud',
    isResumed: false,
    appVersion: '1',
  } as const;
  store.setState(applyMessage(store.getState(), welcome, NOW_MS), true);
  for (const event of EVENTS)
    store.setState(applyMessage(store.getState(), { kind: 'event', event }, NOW_MS), true);
}

test('a page that opens in the middle of a call shows its newest answer', () => {
  openPage(EVENTS.length);
  expect(viewStore.getState().shownTurnId).toBe('c');
});

test('an answer that comes while the one that the page opened with is read waits', () => {
  openPage(4);
  expect(viewStore.getState().shownTurnId).toBe('b');
});
