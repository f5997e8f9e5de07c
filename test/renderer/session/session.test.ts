import { afterEach, beforeEach, expect, test } from 'vitest';
import { EngineError } from '../../../engine/base/engine-error.ts';
import type { EngineEvent, UnstampedEvent } from '../../../engine/protocol/events.ts';
import { openSession, type Session } from '../../../renderer/session/session.ts';
import { eventually } from '../../fakes/eventually.ts';
import { startProtocolServer, type ProtocolServer } from '../../fakes/protocol-server.ts';

const listening = (isCapturing: boolean): UnstampedEvent => ({
  type: 'capture.changed',
  isCapturing,
  isPaused: false,
  isDemo: false,
  channels: ['me'],
});

let engine: ProtocolServer;
let session: Session;
beforeEach(async () => {
  engine = await startProtocolServer({ staticDirectory: '/nowhere' });
  session = openSession(engine.server.origin, engine.server.mintToken('hud'));
  await eventually(() => expect(session.store.getState().connection).toBe('open'));
});
afterEach(async () => {
  session[Symbol.dispose]();
  await engine[Symbol.asyncDispose]();
});

test('events change what the page knows before it hears of them', async () => {
  const heard: [EngineEvent['type'], boolean | undefined][] = [];
  const stop = session.onEvent((event) =>
    heard.push([event.type, session.store.getState().capture.isCapturing]),
  );
  engine.publish(listening(true));
  await eventually(() => expect(heard).toEqual([['capture.changed', true]]));
  stop();
  engine.publish(listening(false));
  await eventually(() => expect(session.store.getState().capture.isCapturing).toBe(false));
  expect(heard).toHaveLength(1);
});

test('a command that the engine takes says so; a refusal becomes a notice that can be dismissed', async () => {
  expect(await session.send({ type: 'cancel' })).toBe(true);
  engine.refuse('ask', new EngineError('busy', 'It is busy.', 'Wait a moment.'));
  expect(await session.send({ type: 'ask', text: 'What?' })).toBe(false);
  expect(session.store.getState().notice).toMatchObject({
    code: 'busy',
    message: 'It is busy.',
    remedy: 'Wait a moment.',
  });
  session.dismissNotice();
  expect(session.store.getState().notice).toBeUndefined();
});

test('who shows a refusal itself gets it, and no notice stands', async () => {
  engine.refuse('ask', new EngineError('busy', 'It is busy.', 'Wait.'));
  await expect(session.request({ type: 'ask', text: 'What?' })).rejects.toMatchObject({ code: 'busy' });
  expect(session.store.getState().notice).toBeUndefined();
});

test('what is posted and loaded carries the right of this session', async () => {
  const statuses = await Promise.all([
    session.load('GET', '/calls').then(({ status }) => status),
    session.post('/settings-pass', new Blob([])).then(({ status }) => status),
  ]);
  // Past calls are no right of the HUD's own token; the settings' pass is.
  expect(statuses[0]).not.toBe(200);
  expect(statuses[1]).toBeLessThan(500);
});

test('a session that was disposed of hears nothing any more', async () => {
  session[Symbol.dispose]();
  await eventually(() => expect(engine.server.clientCount).toBe(0));
  engine.publish(listening(true));
  expect(session.store.getState().capture.isCapturing).toBe(false);
});
