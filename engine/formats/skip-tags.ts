import type { ByteReader } from './byte-reader.ts';

const TAG_HEADER_BYTES = 10;
const FOOTER_FLAG = 0x10;

/**
 * Passes over ID3v2 tags, which players and shops put before sound of any format. The size in their header is made
 * of seven bits a byte and leaves the header and a footer out.
 * @returns whether there was one.
 */
export async function skipTags(reader: ByteReader): Promise<boolean> {
  for (let isTagged = false; ; isTagged = true) {
    const header = await reader.peek(TAG_HEADER_BYTES);
    if (header.length < TAG_HEADER_BYTES || header.toString('latin1', 0, 3) !== 'ID3') return isTagged;
    const bodyBytes = [...header.subarray(6)].reduce((sum, byte) => sum * 128 + (byte & 127), 0);
    const footerBytes = (header[5] ?? 0) & FOOTER_FLAG ? TAG_HEADER_BYTES : 0;
    await reader.skip(TAG_HEADER_BYTES + bodyBytes + footerBytes);
  }
}
