import { expect, test } from 'vitest';
import { en } from '../../../renderer/messages/en.ts';
import { createMessages } from '../../../renderer/messages/messages.ts';
import { hostsInTheClear } from '../../../renderer/settings/hosts-in-the-clear.ts';

const hosts = (...addresses: readonly string[]): readonly string[] =>
  hostsInTheClear(addresses, createMessages('en', en));

test('another machine without https is named, with its port', () => {
  expect(hosts('http://192.168.1.5:11434', 'http://models.test/v1')).toEqual([
    '192.168.1.5:11434',
    'models.test',
  ]);
});

test('this machine and whatever is encrypted are not', () => {
  expect(
    hosts('http://127.0.0.1:11434', 'http://localhost', 'http://[::1]:1', 'https://models.test'),
  ).toEqual([]);
});

test('a private network that encrypts by itself is said to', () => {
  const [reported = ''] = hosts('http://100.64.0.1:11434');
  expect(reported).toContain('100.64.0.1:11434');
  expect(reported).not.toBe('100.64.0.1:11434');
});
