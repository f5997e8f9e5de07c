import { homedir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { userPath, withHome } from '../../../engine/base/user-path.ts';

test('a tilde that stands alone or before a slash is the home folder', () => {
  expect(userPath('~')).toBe(homedir());
  expect(userPath('~/models/base.bin')).toBe(path.join(homedir(), 'models', 'base.bin'));
  expect(userPath('~/../shared')).toBe(path.join(path.dirname(homedir()), 'shared'));
});

test('any other tilde is part of a name', () => {
  expect(userPath('~backup')).toBe(path.resolve('~backup'));
  expect(userPath('a/~/b')).toBe(path.resolve('a', '~', 'b'));
});

test('a path is made absolute, from the working folder', () => {
  expect(userPath('models/../base.bin')).toBe(path.resolve('base.bin'));
  expect(userPath('/models//base.bin/')).toBe(path.resolve('/models/base.bin'));
});

test('the name of a model is left alone unless it begins in the home folder', () => {
  expect(withHome('llama3.2:3b')).toBe('llama3.2:3b');
  expect(withHome('models/base.bin')).toBe('models/base.bin');
  expect(withHome('~/base.bin')).toBe(path.join(homedir(), 'base.bin'));
});
