import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EngineError } from '../../../engine/base/engine-error.ts';
import { CommandRefused } from '../../../engine/protocol/command-refused.ts';
import { openSession, type Session } from '../../../renderer/session/session.ts';
import type { SessionState } from '../../../renderer/session/state.ts';
import { startProtocolServer, type ProtocolServer } from '../../fakes/protocol-server.ts';

let engine: ProtocolServer;
let session: Session;
let sockets: WebSocket[];

beforeEach(async () => {
  sockets = [];
  class RecordedWebSocket extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      sockets.push(this);
    }
  }
  vi.stubGlobal('WebSocket', RecordedWebSocket);
  engine = await startProtocolServer({ staticDirectory: import.meta.dirname });
  session = openSession(engine.server.origin, engine.server.mintToken('hud'));
  await until((state) => state.connection === 'open' && state.settings !== undefined);
});
afterEach(async () => {
  session[Symbol.dispose]();
  await engine[Symbol.asyncDispose]();
  vi.unstubAllGlobals();
});

/** What other files of this worker left to come back by itself does not concern this file. */
function ownSockets(): WebSocket[] {
  return sockets.filter(({ url }) => new URL(url).host === new URL(engine.server.origin).host);
}

function until(fits: (state: SessionState) => boolean): Promise<SessionState> {
  return new Promise((resolve) => {
    const look = (state: SessionState): void => {
      if (!fits(state)) return;
      unsubscribe();
      resolve(state);
    };
    const unsubscribe = session.store.subscribe(look);
    look(session.store.getState());
  });
}

test('a lost connection comes back by itself and resumes where it was', async () => {
  engine.publish({ type: 'speech.started', turnId: 't1', channel: 'me' });
  await until((state) => state.turns.length === 1);
  const { epoch, seq } = session.store.getState();
  ownSockets().at(-1)?.close();
  await until((state) => state.connection === 'reconnecting');
  engine.publish({ type: 'speech.started', turnId: 't2', channel: 'me' });
  const back = await until((state) => state.connection === 'open' && state.turns.length === 2);
  expect(back).toMatchObject({ epoch, knownSeq: seq, seq: seq + 1 });
  expect(ownSockets()).toHaveLength(2);
});

test('a command is settled by the engine’s reply', async () => {
  await session.request({ type: 'ask', text: 'What is TCP?' });
  expect(engine.commands).toEqual([{ command: { type: 'ask', text: 'What is TCP?' }, role: 'hud' }]);
});

test('a refusal names cause and remedy, and is shown as a notice', async () => {
  engine.refuse('start-capture', new EngineError('consent-missing', 'Nobody agreed yet.', 'Agree first.'));
  await expect(session.request({ type: 'start-capture' })).rejects.toEqual(
    new CommandRefused('consent-missing', 'Nobody agreed yet.', 'Agree first.'),
  );
  expect(await session.send({ type: 'start-capture' })).toBe(false);
  expect(session.store.getState().notice).toMatchObject({
    message: 'Nobody agreed yet.',
    remedy: 'Agree first.',
  });
  session.dismissNotice();
  expect(session.store.getState().notice).toBeUndefined();
});

test('what another role may do is refused to this one', async () => {
  await expect(session.request({ type: 'withdraw-consent' })).rejects.toMatchObject({ code: 'forbidden' });
});

test('a command without a connection fails at once instead of waiting', async () => {
  ownSockets().at(-1)?.close();
  await until((state) => state.connection === 'reconnecting');
  await expect(session.request({ type: 'cancel' })).rejects.toMatchObject({ name: 'CommandRefused' });
});

test('a token that the engine does not know any more ends the session instead of trying for ever', async () => {
  const { port } = engine.server;
  await engine[Symbol.asyncDispose]();
  engine = await startProtocolServer({ staticDirectory: import.meta.dirname, port });
  await until((state) => state.connection === 'expired');
});
