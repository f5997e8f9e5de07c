import { expect, test } from 'vitest';
import { createSampleDecoder } from '../../../engine/formats/wav-samples.ts';
import type { WavFormat } from '../../../engine/formats/wav-format.ts';

const decode = (encoding: WavFormat['encoding'], sampleBytes: number, bytes: Buffer): number[] => [
  ...createSampleDecoder({ encoding, sampleBytes } as WavFormat)(bytes),
];

test('8 bits are unsigned, more are signed, full scale is one', () => {
  expect(decode('pcm', 1, Buffer.from([128, 0, 192]))).toEqual([0, -1, 0.5]);
  expect(decode('pcm', 2, Buffer.from([0, 0, 0, 0x80, 0, 0x40]))).toEqual([0, -1, 0.5]);
  expect(decode('pcm', 3, Buffer.from([0, 0, 0x80, 0, 0, 0x40]))).toEqual([-1, 0.5]);
});

test('floats are cut at full scale, and what is not a number is silence', () => {
  const bytes = Buffer.alloc(16);
  for (const [index, value] of [0.25, 7, -7, Number.NaN].entries()) bytes.writeFloatLE(value, index * 4);
  expect(decode('float', 4, bytes)).toEqual([0.25, 1, -1, 0]);
  const double = Buffer.alloc(8);
  double.writeDoubleLE(-0.5);
  expect(decode('float', 8, double)).toEqual([-0.5]);
});

test('G.711 is expanded by its tables', () => {
  const [silence = 1, loudest = 0, inverted = 0] = decode('mu-law', 1, Buffer.from([0xff, 0x80, 0x00]));
  expect(silence).toBeCloseTo(0, 10);
  expect(loudest).toBeCloseTo(8_031 / 8_192, 6);
  expect(inverted).toBeCloseTo(-8_031 / 8_192, 6);
  const [top = 0, bottom = 0] = decode('a-law', 1, Buffer.from([0xaa, 0x2a]));
  expect(top).toBeCloseTo(4_032 / 4_096, 6);
  expect(bottom).toBeCloseTo(-4_032 / 4_096, 6);
});
