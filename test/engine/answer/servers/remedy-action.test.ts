import { expect, test } from 'vitest';
import { remedyFor } from '../../../../engine/answer/servers/remedy-action.ts';
import { EngineError } from '../../../../engine/base/engine-error.ts';
import type { ErrorCode } from '../../../../engine/protocol/error-codes.ts';
import { defaultSettings, type Settings } from '../../../../engine/protocol/settings.ts';

const offered = (code: ErrorCode, model: Partial<Settings['model']> = {}) =>
  remedyFor(new EngineError(code, 'It failed.', 'Do something.'), {
    ...defaultSettings,
    model: { ...defaultSettings.model, ...model },
  });

test('a model that is missing is offered to be fetched only by name, and only where the server can', () => {
  expect(offered('model-missing', { name: 'a:1b', backend: 'ollama' })).toEqual({
    label: 'Get a:1b',
    kind: 'pull-model',
    target: 'a:1b',
  });
  expect(offered('model-missing', { name: '', backend: 'ollama' }).kind).toBe('open-settings');
  expect(offered('model-missing', { name: 'a:1b', backend: 'openai' }).kind).toBe('open-settings');
});

test('without any server a model is offered only where Sotto may choose', () => {
  expect(offered('model-server-unreachable', { backend: 'auto' }).kind).toBe('download-chat-model');
  expect(offered('model-server-unreachable', { backend: 'ollama' }).label).toBe('Look again');
});

test('a wrong token is entered, a model that is down is tried again, all else is looked at again', () => {
  const labels = (['model-unauthorized', 'chat-model-down', 'model-timeout'] as const).map(
    (code) => offered(code).label,
  );
  expect(labels).toEqual(['Enter the token', 'Try again', 'Look again']);
});
