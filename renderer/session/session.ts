import type { StoreApi } from 'zustand/vanilla';
import { createStore } from 'zustand/vanilla';
import type { Command } from '../../engine/protocol/commands.ts';
import type { EngineEvent } from '../../engine/protocol/events.ts';
import { applyMessage, resumePoint } from './apply-message.ts';
import { CommandRefused } from '../../engine/protocol/command-refused.ts';
import { isHeldAskOver } from './held-ask.ts';
import { openEngineSocket } from '../../engine/protocol/engine-socket.ts';
import type { SessionState } from './state.ts';
import { takeFreshBullets } from './turns.ts';
import { initialState } from './state.ts';

const TICK_MS = 1_000;
const NOTICE_MS = 12_000;

/** One connection of a page: what it knows and the way to ask for something. */
export interface Session extends Disposable {
  readonly store: StoreApi<SessionState>;
  /** Sends a command; a refusal becomes a notice. True when the engine took it. */
  send(command: Command): Promise<boolean>;
  /** Like `send`, for callers that show the refusal themselves. @throws CommandRefused */
  request(command: Command): Promise<void>;
  /** Hears every event after it changed the state. Returns the way to stop. */
  onEvent(listener: (event: EngineEvent) => void): () => void;
  /** Posts what is too large for a command, with the right of this session. */
  post(path: string, body: Blob): Promise<Response>;
  /** Reads or deletes past calls. */
  load(method: 'GET' | 'DELETE', path: string): Promise<Response>;
  dismissNotice(): void;
  /** Puts the newer bullets of an old answer in its place. */
  showFreshBullets(turnId: string): void;
}

/**
 * Connects to the engine with one role's token and keeps the store up to date until disposed.
 * @param historyToken for past calls, where this page may show them beside what it is for.
 */
export function openSession(origin: string, token: string, historyToken = token): Session {
  const nowMs = (): number => performance.now();
  const store = createStore<SessionState>()(() => ({ ...initialState, nowMs: nowMs() }));
  const listeners = new Set<(event: EngineEvent) => void>();
  const socket = openEngineSocket({
    origin,
    token,
    resumePoint: () => resumePoint(store.getState()),
    onMessage: (message) => {
      store.setState(applyMessage(store.getState(), message, nowMs()), true);
      if (message.kind === 'event') listeners.forEach((listener) => listener(message.event));
    },
    onStatus: (status) => store.setState({ connection: status === 'lost' ? 'reconnecting' : 'expired' }),
  });
  const ticking = setInterval(() => store.setState((state) => tick(state, nowMs())), TICK_MS);

  const request = (command: Command): Promise<void> => socket.send(command);
  return {
    store,
    request,
    send: async (command) => {
      try {
        await request(command);
        return true;
      } catch (error) {
        if (!(error instanceof CommandRefused)) throw error;
        const { code, message, remedy } = error;
        store.setState({ notice: { code, message, remedy, atMs: nowMs() } });
        return false;
      }
    },
    onEvent: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    post: (path, body) =>
      fetch(origin + path, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body }),
    load: (method, path) =>
      fetch(origin + path, { method, headers: { authorization: `Bearer ${historyToken}` } }),
    dismissNotice: () => store.setState({ notice: undefined, wiped: undefined }),
    showFreshBullets: (turnId) => store.setState((state) => takeFreshBullets(state, turnId, nowMs())),
    [Symbol.dispose]: () => {
      clearInterval(ticking);
      socket[Symbol.dispose]();
    },
  };
}

function tick(state: SessionState, nowMs: number): Partial<SessionState> {
  const isOver = (notice: { readonly atMs: number } | undefined): boolean =>
    notice !== undefined && nowMs - notice.atMs > NOTICE_MS;
  return {
    nowMs,
    ...(isOver(state.notice) && { notice: undefined }),
    ...(isOver(state.wiped) && { wiped: undefined }),
    ...(isHeldAskOver(state.heldAsk, nowMs) && { heldAsk: undefined }),
  };
}
