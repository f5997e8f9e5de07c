import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { ByteReader } from '../../../engine/formats/byte-reader.ts';
import { skipTags } from '../../../engine/formats/skip-tags.ts';

const FOOTER_FLAG = 0x10;

/** @returns whether there was a tag, and what is left. */
async function after(...parts: readonly Buffer[]): Promise<[boolean, string]> {
  const bytes = Buffer.concat(parts);
  const reader = new ByteReader(Readable.from([bytes]), bytes.length);
  return [await skipTags(reader), (await reader.read(1_000)).toString('latin1')];
}

function tag(bodyBytes: number, flags = 0): Buffer {
  const footer = flags === FOOTER_FLAG ? Buffer.from('3DI7654321') : Buffer.alloc(0);
  const header = Buffer.from(['I', 'D', '3'].map((letter) => letter.charCodeAt(0)));
  const numbers = [4, 0, flags, 0, (bodyBytes >> 14) & 127, (bodyBytes >> 7) & 127, bodyBytes & 127];
  return Buffer.concat([header, Buffer.from(numbers), Buffer.alloc(bodyBytes, 'x'), footer]);
}

test('tags of every size are passed over, also several, and with a footer', async () => {
  const sound = Buffer.from('fLaC');
  expect(await after(tag(20), sound)).toEqual([true, 'fLaC']);
  expect(await after(tag(70_000), sound)).toEqual([true, 'fLaC']);
  expect(await after(tag(20), tag(0), sound)).toEqual([true, 'fLaC']);
  expect(await after(tag(20, FOOTER_FLAG), sound)).toEqual([true, 'fLaC']);
});

test('what has no tag stays as it is', async () => {
  expect(await after(Buffer.from('fLaC and more of it'))).toEqual([false, 'fLaC and more of it']);
  expect(await after(Buffer.from('ID3'))).toEqual([false, 'ID3']);
  expect(await after()).toEqual([false, '']);
});

test('after a tag that is cut off nothing is left', async () => {
  expect(await after(tag(200).subarray(0, 100))).toEqual([true, '']);
});
