import { expect, test } from 'vitest';
import { startTestServer } from './start-test-server.ts';

test('a command with a value that cannot be is refused with its id in the words of the schema', async () => {
  await using server = await startTestServer();
  await using client = await server.connect('cli');
  const refuse = async (command: object): Promise<unknown> => {
    const id = client.messages.length + 100;
    client.socket.send(JSON.stringify({ kind: 'command', id, command }));
    const reply = await client.until((message) => message.kind === 'refused' && message.id === id);
    return 'code' in reply && [reply.code, reply.message, reply.remedy];
  };
  const change = (patch: object): Promise<unknown> => refuse({ type: 'change-settings', patch });
  const remedy = 'Correct the value and try again.';
  const setting = (field: string, reason: string): string[] => [
    'bad-settings',
    `The setting "${field}" cannot have this value: ${reason}`,
    remedy,
  ];
  const address = 'Use an address that starts with http:// or https://.';
  expect(await change({ model: { ollamaUrl: 'http://' } })).toEqual(setting('model.ollamaUrl', address));
  expect(await change({ speech: { serverUrl: 'ftp://a' } })).toEqual(setting('speech.serverUrl', address));
  expect(await change({ audio: { ignoredPrograms: [''] } })).toEqual(
    setting('audio.ignoredPrograms.0', 'Type a part of the name of a program.'),
  );
  expect(await refuse({ type: 'ask', text: '   ' })).toEqual([
    'bad-argument',
    'Type a question first.',
    remedy,
  ]);
  expect(await refuse({ type: 'set-access-token', service: 'model', token: 'é' })).toEqual([
    'bad-argument',
    'An access token has only letters, digits and signs of the English keyboard.',
    remedy,
  ]);
  for (const command of [
    { type: 'cancel', force: true },
    { type: 'regenerate', turnId: '../../etc' },
    { type: 'pull-model', name: '../../etc/passwd' },
  ]) {
    expect(await refuse(command)).toMatchObject(['bad-argument', expect.any(String), remedy]);
  }
  expect(await client.command({ type: 'cancel' })).toMatchObject({ kind: 'accepted' });
});

test('junk now and then ends no connection', async () => {
  let nowMs = 0;
  const standing = { wallMs: () => 0, sleep: () => new Promise<void>(() => undefined) };
  await using server = await startTestServer({ clock: { ...standing, nowMs: () => nowMs } });
  await using client = await server.connect('hud');
  for (let count = 1; count <= 5; count += 1) {
    client.socket.send('junk');
    await client.until(() => client.messages.filter(({ kind }) => kind === 'refused').length === count);
    nowMs += 60_000;
  }
  expect(await client.command({ type: 'cancel' })).toMatchObject({ kind: 'accepted' });
});
