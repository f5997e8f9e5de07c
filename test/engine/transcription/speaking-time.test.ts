import { expect, test } from 'vitest';
import { doubtfulMsOf, fastestMsOf } from '../../../engine/transcription/speaking-time.ts';

test('a character of Latin takes a 35th of a second, a syllable of Chinese 70 ms', () => {
  expect(fastestMsOf('a'.repeat(35))).toBeCloseTo(1_000, 6);
  expect(fastestMsOf('你好世界')).toBe(280);
  expect(fastestMsOf('안녕')).toBe(120);
});

test('doubtful words need 150 ms each, long ones more by the letter; signs need nothing', () => {
  expect(doubtfulMsOf('Thank you for it!')).toBe(600);
  expect(doubtfulMsOf('Продолжение следует...')).toBe(700);
  expect(doubtfulMsOf('… · —')).toBe(0);
  expect(doubtfulMsOf('OK 你好')).toBe(350);
});
