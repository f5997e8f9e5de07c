import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openKeptTokens } from '../../../electron/state/kept-tokens.ts';
import { recorded, resetElectron } from '../../fakes/electron.ts';

const CANARY = { token: 'canary-0123456789', origins: ['https://gpu.example'] };
const OTHER = { token: 'other-0123456789', origins: ['https://speech.example'] };
const NOTHING = { keptIn: 'nowhere', detail: '' };

let directory: string;
beforeEach(() => {
  resetElectron();
  directory = mkdtempSync(path.join(tmpdir(), 'sotto-user-data-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const file = (name = 'model-access-token'): string => path.join(directory, name);

function makeLarge(place: string): void {
  writeFileSync(place, '');
  truncateSync(place, 3e9);
}

test('a token outlives the app in a file of its owner that only the keychain opens', () => {
  const tokens = openKeptTokens(directory);
  expect(tokens.load('model')).toEqual(NOTHING);
  expect(tokens.keep('model', CANARY)).toEqual({ accessToken: CANARY, keptIn: 'keychain', detail: '' });
  expect(tokens.keep('speech', OTHER)).toMatchObject({ keptIn: 'keychain' });
  expect(readdirSync(directory).toSorted()).toEqual(['model-access-token', 'speech-access-token']);
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  expect(readFileSync(file()).includes('canary')).toBe(false);
  const later = openKeptTokens(directory);
  expect([later.load('model').accessToken, later.load('speech').accessToken]).toEqual([CANARY, OTHER]);
});

test('a removed token leaves the disk, and the other one stays', () => {
  const tokens = openKeptTokens(directory);
  tokens.keep('model', CANARY);
  tokens.keep('speech', OTHER);
  // A write that was cut off left this.
  writeFileSync(file('model-access-token.0b0b.part'), 'encrypted');
  expect(tokens.keep('model', undefined)).toEqual(NOTHING);
  expect(readdirSync(directory)).toEqual(['speech-access-token']);
  expect(openKeptTokens(directory).load('model')).toEqual(NOTHING);
});

test.runIf(process.platform === 'linux').each([
  { name: 'no encryption at all', keychain: { isAvailable: false } },
  { name: 'a key that everybody knows', keychain: { backend: 'basic_text' } },
] as const)('with $name nothing is written, and the app’s own memory keeps it', ({ keychain }) => {
  Object.assign(recorded.keychain, keychain);
  const tokens = openKeptTokens(directory);
  const held = { accessToken: CANARY, keptIn: 'memory', detail: 'This system offers no keychain.' };
  expect(tokens.keep('model', CANARY)).toEqual(held);
  expect(readdirSync(directory)).toEqual([]);
  // An engine that crashed asks again.
  expect(tokens.load('model')).toEqual(held);
  expect(openKeptTokens(directory).load('model')).toEqual(NOTHING);
});

test('a token that is replaced while the keychain is gone does not come back with it', () => {
  openKeptTokens(directory).keep('model', CANARY);
  recorded.keychain.isAvailable = false;
  openKeptTokens(directory).keep('model', { ...CANARY, token: 'new' });
  recorded.keychain.isAvailable = true;
  expect(openKeptTokens(directory).load('model')).toEqual(NOTHING);
});

test('a locked keychain costs no token: it is there again once it is unlocked', () => {
  openKeptTokens(directory).keep('model', CANARY);
  recorded.keychain.isAvailable = false;
  expect(openKeptTokens(directory).load('model')).toEqual({
    keptIn: 'nowhere',
    detail: 'The keychain is locked or gone. Unlock it and start Sotto again, or enter the token again.',
  });
  recorded.keychain.isAvailable = true;
  expect(openKeptTokens(directory).load('model')).toMatchObject({ accessToken: CANARY });
});

test.each([
  { name: 'that the key no longer opens', spoil: () => (recorded.keychain.canDecrypt = false) },
  { name: 'of other bytes', spoil: () => writeFileSync(file(), 'junk') },
  { name: 'of no bytes', spoil: () => writeFileSync(file(), '') },
])('a file $name is set aside and said so, and the next token is kept', ({ spoil }) => {
  openKeptTokens(directory).keep('model', CANARY);
  spoil();
  const tokens = openKeptTokens(directory);
  expect(tokens.load('model')).toEqual({
    keptIn: 'nowhere',
    detail: 'The token that was kept cannot be decrypted. Enter it again.',
  });
  expect(readdirSync(directory)).toEqual(['model-access-token.unreadable']);
  recorded.keychain.canDecrypt = true;
  expect(tokens.keep('model', OTHER)).toMatchObject({ keptIn: 'keychain' });
  expect(readdirSync(directory)).toEqual(['model-access-token']);
});

test('where the folder is missing, the token holds in memory and it is said so', () => {
  const missing = path.join(directory, 'missing');
  expect(openKeptTokens(missing).keep('model', CANARY)).toEqual({
    accessToken: CANARY,
    keptIn: 'memory',
    detail: `The folder ${missing} cannot be written.`,
  });
});

test.runIf(process.platform !== 'win32').each([
  ['a pipe', (): unknown => execFileSync('mkfifo', [file()])],
  ['a link', (): void => symlinkSync(file('elsewhere'), file())],
  ['what is far larger than a token', (): void => makeLarge(file())],
])('%s in the place of a token is passed over, and gives way to a new one', (_what, place) => {
  openKeptTokens(directory).keep('model', CANARY);
  renameSync(file(), file('elsewhere'));
  place();
  const tokens = openKeptTokens(directory);
  expect(tokens.load('model').detail).toBe('The token that was kept cannot be read. Enter it again.');
  expect(tokens.keep('model', OTHER)).toMatchObject({ keptIn: 'keychain' });
  expect(openKeptTokens(directory).load('model').accessToken).toEqual(OTHER);
});

test('what can be neither read nor deleted is said so', () => {
  const stuck = path.join(file(), 'stuck');
  mkdirSync(stuck, { recursive: true });
  const tokens = openKeptTokens(directory);
  expect(tokens.load('model').detail).toBe('The token that was kept cannot be read. Enter it again.');
  expect(tokens.keep('model', undefined)).toEqual({
    keptIn: 'nowhere',
    detail: `The file ${file()} cannot be deleted; it comes back at the next start.`,
  });
});
