import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Session } from '../../../renderer/session/session.ts';
import { keepSettingsSession } from '../../../renderer/session/use-settings-session.ts';
import { startProtocolServer, type ProtocolServer } from '../../fakes/protocol-server.ts';

let engine: ProtocolServer;
let opened: Session[];
let stop: () => void;
const refused = vi.fn();

beforeEach(async () => {
  engine = await startProtocolServer({ staticDirectory: import.meta.dirname });
  opened = [];
  stop = () => undefined;
  refused.mockClear();
});
afterEach(async () => {
  stop();
  await engine[Symbol.asyncDispose]();
});

function keep(requestToken: () => Promise<string | undefined>): void {
  stop = keepSettingsSession(engine.server.origin, requestToken, (session) => opened.push(session), refused);
}
const connections = (): readonly string[] => opened.map(({ store }) => store.getState().connection);

test('the right is asked for and a connection opened that may change settings', async () => {
  keep(() => Promise.resolve(engine.server.mintToken('settings')));
  await expect.poll(connections).toEqual(['open']);
  await opened[0]?.request({ type: 'change-settings', patch: { answer: { bulletCount: 2 } } });
  expect(engine.commands.map(({ role }) => role)).toEqual(['settings']);
  expect(refused).not.toHaveBeenCalled();
});

test('a right that lapsed is asked for again, and the connection before it is closed', async () => {
  const tokens = ['lapsed', engine.server.mintToken('settings')];
  keep(() => Promise.resolve(tokens.shift()));
  await expect.poll(connections).toEqual(['expired', 'open']);
  expect(tokens).toEqual([]);
});

test('that it is not given is reported, and nothing is opened', async () => {
  keep(() => Promise.resolve(undefined));
  await expect.poll(() => refused.mock.calls).toHaveLength(1);
  expect(opened).toEqual([]);
});

test('what comes after the end opens nothing and reports nothing', async () => {
  const asked = Promise.withResolvers<string | undefined>();
  keep(() => asked.promise);
  stop();
  asked.resolve(undefined);
  await asked.promise;
  await Promise.resolve();
  expect([opened, refused.mock.calls]).toEqual([[], []]);
});
