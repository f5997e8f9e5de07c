import { expect, test } from 'vitest';
import {
  accessTokenSchema,
  readTokens,
  tokenTextSchema,
  withoutTokens,
} from '../../../engine/protocol/access-tokens.ts';

test('tokens are read from the environment, and are all that a started process does not inherit', () => {
  const env = { SOTTO_MODEL_TOKEN: 'a', SOTTO_SPEECH_TOKEN: '', SOTTO_MODEL: 'tiny', PATH: '/bin' };
  expect(readTokens(env)).toEqual({ model: 'a', speech: '' });
  const rest = withoutTokens(env);
  expect(rest).toEqual({ SOTTO_MODEL: 'tiny', PATH: '/bin' });
  expect(readTokens(rest)).toEqual({});
});

test.each(['', 'sk-abc', '  sk-abc  ', 'with blank', '~'.repeat(4_096)])(
  '%j can stand in a header',
  (text) => {
    expect(tokenTextSchema.parse(text)).toBe(text.trim());
  },
);

test.each(['one\ntwo', 'one\r\nEvil: 1', 'tab\there', 'ü', '\u0000', '~'.repeat(4_097)])(
  '%j cannot, and the refusal does not repeat it',
  (text) => {
    const { error } = tokenTextSchema.safeParse(text);
    expect(error?.issues).toHaveLength(1);
    expect(error?.message).not.toContain(text);
  },
);

test('a token is nothing without the origins it was entered for', () => {
  const { success } = accessTokenSchema.safeParse({ token: 'a', origins: ['http://localhost'] });
  expect(success).toBe(true);
  for (const wrong of [
    { token: '', origins: ['http://localhost'] },
    { token: 'a', origins: [] },
    { token: 'a' },
    { token: 'a', origins: Array.from({ length: 9 }, () => 'http://localhost') },
    { token: 'a', origins: ['http://localhost'], more: 1 },
  ])
    expect(accessTokenSchema.safeParse(wrong).success, JSON.stringify(wrong)).toBe(false);
});
