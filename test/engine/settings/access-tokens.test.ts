import { expect, test } from 'vitest';
import {
  createAccessTokens,
  keepTokensInMemory,
  type TokenKeeper,
} from '../../../engine/settings/access-tokens.ts';
import { parseOllamaHost } from '../../../engine/answer/servers/base/server-address.ts';
import { resolveConfig } from '../../../engine/settings/config.ts';
import { commandSchema } from '../../../engine/protocol/commands.ts';
import type { UnstampedEvent } from '../../../engine/protocol/events.ts';
import { defaultSettings, type Settings } from '../../../engine/protocol/settings.ts';

const withModel = (model: Partial<Settings['model']>): Settings => ({
  ...defaultSettings,
  model: { ...defaultSettings.model, ...model },
});

function open(settings: Settings, keeper: TokenKeeper = keepTokensInMemory({}, settings)) {
  const events: UnstampedEvent[] = [];
  const changes: string[] = [];
  const now = { settings };
  const tokens = createAccessTokens({
    keeper,
    settings: () => now.settings,
    publish: (event) => events.push(event),
    onChange: (service) => changes.push(service),
  });
  return { now, events, changes, tokens };
}

test.each([
  [withModel({ backend: 'auto' }), ['http://127.0.0.1:11434']],
  [
    withModel({ backend: 'ollama', ollamaUrl: 'https://ann:pw@gpu.example/ollama/' }),
    ['https://gpu.example'],
  ],
  [
    withModel({
      backend: 'openai',
      openaiUrls: ['http://a:8000/v1', 'http://b:8000/v1', 'http://a:8000/other'],
    }),
    ['http://a:8000', 'http://b:8000'],
  ],
])('a token is for the origins that the settings name when it is entered', async (settings, origins) => {
  const { tokens, events, changes } = open(settings);
  await tokens.change('model', 'secret');
  expect(tokens.current('model')).toEqual({ token: 'secret', origins });
  expect(tokens.current('speech')).toBeUndefined();
  expect(events).toEqual([
    { type: 'access-token.changed', service: 'model', keptIn: 'nowhere', origins: [], detail: '' },
    { type: 'access-token.changed', service: 'speech', keptIn: 'nowhere', origins: [], detail: '' },
    { type: 'access-token.changed', service: 'model', keptIn: 'memory', origins, detail: '' },
  ]);
  expect(changes).toEqual(['model']);
});

test('an address that is set later does not get the token until it is entered again', async () => {
  const rig = open(withModel({ backend: 'openai', openaiUrls: ['http://a'] }));
  await rig.tokens.change('model', 'secret');
  rig.now.settings = withModel({ backend: 'openai', openaiUrls: ['http://a', 'http://b'] });
  expect(rig.tokens.current('model')?.origins).toEqual(['http://a']);
  await rig.tokens.change('model', 'secret');
  expect(rig.tokens.current('model')?.origins).toEqual(['http://a', 'http://b']);
});

test('a token without a server is refused, and one can be removed without any', async () => {
  const rig = open(defaultSettings);
  await expect(rig.tokens.change('speech', 'secret')).rejects.toMatchObject({ code: 'bad-argument' });
  await rig.tokens.change('model', 'secret');
  rig.now.settings = withModel({ backend: 'embedded' });
  await expect(rig.tokens.change('model', 'other')).rejects.toMatchObject({ code: 'bad-argument' });
  expect(rig.tokens.current('model')?.token).toBe('secret');
  await rig.tokens.change('model', '');
  expect(rig.tokens.current('model')).toBeUndefined();
});

test('a token that is entered while the kept one is still being loaded wins', async () => {
  const loading = Promise.withResolvers<void>();
  const old = { token: 'old', origins: ['http://127.0.0.1:11434'] };
  const rig = open(defaultSettings, {
    load: async () => {
      await loading.promise;
      return { accessToken: old, keptIn: 'keychain', detail: '' };
    },
    keep: (_, accessToken) => Promise.resolve({ accessToken, keptIn: 'keychain', detail: '' }),
  });
  const changed = rig.tokens.change('model', 'new');
  loading.resolve();
  await changed;
  expect(rig.tokens.current('model')?.token).toBe('new');
});

test('tokens from the environment are taken out of it and hold for the servers of the start', async () => {
  const env = { SOTTO_MODEL_TOKEN: ' one\n', SOTTO_SPEECH_TOKEN: '', SOTTO_MODEL: 'toy' };
  const config = resolveConfig(env, {}, parseOllamaHost);
  expect(env).toEqual({ SOTTO_MODEL: 'toy' });
  expect(config.accessTokens).toEqual({ model: 'one', speech: '' });
  const rig = open(defaultSettings, keepTokensInMemory(config.accessTokens ?? {}, defaultSettings));
  await rig.tokens.loaded;
  expect(rig.tokens.current('model')).toEqual({ token: 'one', origins: ['http://127.0.0.1:11434'] });
  expect(rig.tokens.current('speech')).toBeUndefined();
});

test.each(['two\nlines', 'tökén', 'x'.repeat(4_097)])('%j is not a token, and is not repeated', (token) => {
  const { error } = commandSchema.safeParse({ type: 'set-access-token', service: 'model', token });
  expect(error?.message).not.toContain(token);
  expect(error?.issues).toHaveLength(1);
  try {
    resolveConfig({ SOTTO_SPEECH_TOKEN: token }, {}, parseOllamaHost);
    expect.fail('It was taken.');
  } catch (refusal) {
    expect(refusal).toMatchObject({ code: 'bad-argument' });
    expect(String(refusal)).not.toContain(token);
  }
});
