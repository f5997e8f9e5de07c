import { expect, test } from 'vitest';
import {
  messageIn,
  messageOf,
  shownWords,
  statusIn,
  withoutSecrets,
} from '../../../../../engine/answer/servers/base/server-words.ts';
import { accessTo } from '../../../../../engine/base/server-access.ts';

const NOBODY = accessTo('model', 'http://localhost/', undefined);

test.each([
  [{ status: 404 }, 404],
  [{ status_code: '429' }, 429],
  [{ error: { code: 500 } }, 500],
  [{ error: { error: { code: 503 } } }, 503],
  [{ code: 'invalid_api_key' }, undefined],
  [{ code: 200 }, undefined],
  [{ code: 600 }, undefined],
  [{ code: 404.5 }, undefined],
  ['404', undefined],
  [null, undefined],
])('the status in %j is %s', (value, status) => {
  expect(statusIn(value)).toBe(status);
});

test.each([
  ['{"error":"no such model"}', 'no such model'],
  ['{"error":{"message":"no such model","code":404}}', 'no such model'],
  [
    '{"detail":[{"loc":["body","model"],"msg":"field required"},{"msg":"and more"}]}',
    'body.model: field required; and more',
  ],
  ['{"errors":["one","","two"]}', 'one; two'],
  ['{"title":"Bad Request"}', 'Bad Request'],
  ['{"error":"","message":"said here"}', 'said here'],
  ['{"unknown":"shape"}', '{"unknown":"shape"}'],
  ['plain words', 'plain words'],
  ['<!doctype html><title>502 Bad Gateway</title><p>x', '502 Bad Gateway'],
  ['<html><body>no title', ''],
])('what went wrong in %s is said as %j', (reply, words) => {
  expect(messageOf(reply)).toBe(words);
});

test('no message is looked for deep down or in endless lists', () => {
  expect(messageIn({ error: { error: { error: { error: { error: 'deep' } } } } })).toBeUndefined();
  expect(messageIn(Array.from({ length: 100 }, (_, index) => `m${index}`))?.split('; ')).toHaveLength(8);
});

test('words are shown on one short line without anything that steers a terminal', () => {
  expect(shownWords('one\r\n\t two \u001b[31mred\u001b[0m\u202e', NOBODY)).toBe('one two red');
  const long = shownWords('👩‍💻'.repeat(200), NOBODY);
  expect(long.endsWith('…')).toBe(true);
  expect(Array.from(long)).toHaveLength(121);
  expect(long.isWellFormed()).toBe(true);
});

test.each([
  'bad field, input_value={"messages": "the secret plan"}',
  'bad field; body: [the secret plan',
  `bad field ("request": 'the secret plan')`,
])('the request that %j quotes is not shown', (reply) => {
  expect(shownWords(reply, NOBODY)).toBe('bad field');
});

test('an access token is shown in none of its forms', () => {
  const token = 'a"b/c d';
  const access = accessTo('model', 'http://localhost/', { token, origins: ['http://localhost'] });
  for (const form of [token, JSON.stringify(token), encodeURIComponent(token), `Bearer ${token}`]) {
    const shown = withoutSecrets(`token ${form} is wrong`, access);
    expect(shown, form).toContain('[secret]');
    expect(shown, form).not.toMatch(/a\\?"b|a%22b|c d/);
  }
});

test('a password is shown neither alone nor as it was sent', () => {
  const access = accessTo('model', 'http://me:hidden-word@localhost/', undefined);
  const sent = Buffer.from('me:hidden-word').toString('base64');
  expect(withoutSecrets(`${sent} / me:hidden-word / hidden-word`, access)).toBe(
    '[secret] / [secret] / [secret]',
  );
});

test('what looks like credentials of somebody else is not shown either', () => {
  expect(withoutSecrets('Incorrect key sk-abc123DEF: Bearer eyJhbGci.x, basic dXNlcg==', NOBODY)).toBe(
    'Incorrect key [secret]: [secret], [secret]',
  );
});
