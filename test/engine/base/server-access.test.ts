import { expect, test } from 'vitest';
import { accessTo } from '../../../engine/base/server-access.ts';

const TOKEN = { token: 'secret', origins: ['https://models.test:8443'] };

test('a token goes to the origin it was entered for, whatever the path', () => {
  expect(accessTo('model', 'https://models.test:8443/v1/chat', TOKEN)).toEqual({
    headers: { authorization: 'Bearer secret' },
    refusal: {
      message: 'The model server at models.test:8443 refused the access token.',
      remedy: 'Enter a valid token in Settings, Model, or set SOTTO_MODEL_TOKEN.',
    },
  });
});

test.each([
  'http://models.test:8443/',
  'https://models.test/',
  'https://evil.models.test:8443/',
  'https://models.test:8443@evil.test/',
  'https://models.test.:8443/',
])('a token for another origin stays here when the address is %s', (url) => {
  const { headers, refusal } = accessTo('speech', url, TOKEN);
  expect(JSON.stringify(headers)).not.toContain('secret');
  expect(headers['authorization'] ?? '').not.toMatch(/^Bearer/);
  expect(refusal).toEqual({
    message: `The speech server at ${new URL(url).host} wants an access token, and yours was entered for another address.`,
    remedy: 'Enter the token for this address in Settings, Speech, or set SOTTO_SPEECH_TOKEN.',
  });
});

test('the user name and password of the address are sent as they were before they were escaped', () => {
  const { headers } = accessTo('model', 'http://j%C3%B6rg:p%40ss%3Aword@localhost:1/', undefined);
  const [kind, encoded = ''] = (headers['authorization'] ?? '').split(' ');
  expect([kind, Buffer.from(encoded, 'base64').toString()]).toEqual(['Basic', 'jörg:p@ss:word']);
});

test('a user name alone is enough, and the token comes first where both are there', () => {
  expect(accessTo('model', 'http://me@localhost/', undefined).headers).toEqual({
    authorization: `Basic ${Buffer.from('me:').toString('base64')}`,
  });
  const both = accessTo('model', 'http://me@localhost/', { token: 'secret', origins: ['http://localhost'] });
  expect(both.headers).toEqual({ authorization: 'Bearer secret' });
});

test('no error names the user or the password of the address', () => {
  const { headers, refusal } = accessTo('model', 'http://me:hidden@localhost:11434/v1', undefined);
  expect(Object.keys(headers)).toEqual(['authorization']);
  expect(refusal).toEqual({
    message: 'The model server at localhost:11434 wants an access token.',
    remedy: 'Enter one in Settings, Model, or set SOTTO_MODEL_TOKEN.',
  });
});

test('where nothing was entered nothing is sent', () => {
  expect(accessTo('model', 'http://localhost/', undefined).headers).toEqual({});
});
