import { expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { passRefusals } from '../../../renderer/guide/guide-sessions.ts';
import type { Session } from '../../../renderer/session/session.ts';
import { initialState, type SessionState } from '../../../renderer/session/state.ts';

const pageSession = (): Session =>
  ({ store: createStore<SessionState>()(() => initialState) }) as Partial<Session> as Session;
const refusal = (message: string) => ({ code: 'busy', message, remedy: 'Wait.', atMs: 1 }) as const;

test('refusals of the settings are shown by the page, once each, and only until it stops', () => {
  const [settings, hud] = [pageSession(), pageSession()];
  const stop = passRefusals(settings, hud);
  settings.store.setState({ notice: refusal('one') });
  expect(hud.store.getState().notice?.message).toBe('one');
  hud.store.setState({ notice: undefined });
  settings.store.setState({ nowMs: 5 });
  settings.store.setState({ notice: undefined });
  expect(hud.store.getState().notice).toBeUndefined();
  stop?.();
  settings.store.setState({ notice: refusal('two') });
  expect(hud.store.getState().notice).toBeUndefined();
});
