import { expect, test } from 'vitest';
import { createShellTokens } from '../../../engine/shell/shell-tokens.ts';

test('the shell is asked to load, keep and forget, and its answers go to who asked', async () => {
  const posted: unknown[] = [];
  const tokens = createShellTokens({ postMessage: (message) => posted.push(message), on: () => undefined });
  const accessToken = { token: 'secret', origins: ['http://a'] };
  const loaded = tokens.keeper.load('model');
  const other = tokens.keeper.load('speech');
  const kept = tokens.keeper.keep('model', accessToken);
  const forgotten = tokens.keeper.keep('model', undefined);
  tokens.handle({ type: 'token-held', service: 'speech', keptIn: 'nowhere', detail: 'locked' });
  tokens.handle({ type: 'token-held', service: 'model', keptIn: 'nowhere', detail: '' });
  tokens.handle({ type: 'token-held', service: 'model', accessToken, keptIn: 'keychain', detail: '' });
  tokens.handle({ type: 'token-held', service: 'model', keptIn: 'nowhere', detail: '' });
  tokens.handle({ type: 'token-held', service: 'model', keptIn: 'nowhere', detail: 'of no one' });
  expect(await Promise.all([loaded, other, kept, forgotten])).toEqual([
    { keptIn: 'nowhere', detail: '' },
    { keptIn: 'nowhere', detail: 'locked' },
    { accessToken, keptIn: 'keychain', detail: '' },
    { keptIn: 'nowhere', detail: '' },
  ]);
  expect(posted).toEqual([
    { type: 'load-token', service: 'model' },
    { type: 'load-token', service: 'speech' },
    { type: 'keep-token', service: 'model', accessToken },
    { type: 'keep-token', service: 'model' },
  ]);
});
