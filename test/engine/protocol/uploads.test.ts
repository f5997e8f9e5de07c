import { expect, test } from 'vitest';
import { modelPieceSchema, soundPieceSchema } from '../../../engine/protocol/uploads.ts';

const modelPath = (path: string): boolean =>
  modelPieceSchema.safeParse({ atBytes: '0', isLast: 'false', kind: 'speech', path }).success;
const soundName = (name: string): boolean =>
  soundPieceSchema.safeParse({ atBytes: '0', isLast: 'false', name }).success;

test.each(['model.bin', 'a folder', 'Größe (1).wav', '東京.mp3', 'x'.repeat(120)])('%j is a name', (name) => {
  expect([soundName(name), modelPath(name), modelPath(`folder/${name}`)]).toEqual([true, true, true]);
});

test.each([
  '',
  '.',
  '..',
  '.hidden',
  '../up',
  '/etc/passwd',
  'a\\b',
  'C:file',
  'a\u0000b',
  'a\nb',
  'what?',
  'a*b',
  'x'.repeat(121),
])('%j is none', (name) => {
  expect([soundName(name), modelPath(name), modelPath(`folder/${name}`)]).toEqual([false, false, false]);
});

test('a model may lie in one folder, a recording in none', () => {
  expect([modelPath('a/b'), modelPath('a/b/c'), modelPath('a//b'), soundName('a/b')]).toEqual([
    true,
    false,
    false,
    false,
  ]);
});

test('the place of a piece is a whole number of bytes, as text', () => {
  const place = (atBytes: unknown): unknown =>
    soundPieceSchema.safeParse({ atBytes, isLast: 'true', name: 'a' }).data?.atBytes;
  expect(['4194304', '0', '-1', '1.5', 'x', '1e999'].map(place)).toEqual([
    4_194_304,
    0,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
