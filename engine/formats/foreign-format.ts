import { openToRead } from '../base/open-to-read.ts';

/** First bytes of files that people take for a model, and what they are. */
const FORMATS: readonly (readonly [start: string, name: string])[] = [
  ['GGUF', 'a GGUF file, which holds a chat model'],
  ['lmgg', 'a whisper.cpp speech model'],
  ['\u0089PNG', 'a PNG image'],
  ['PK\u0003\u0004', 'a ZIP archive, which must be unpacked first'],
  ['\u001F\u008B', 'a gzip archive, which must be unpacked first'],
  ['BZh', 'a bzip2 archive, which must be unpacked first'],
  ['version https://git-lfs', 'a Git LFS pointer, which only names the file'],
];

/** How many first bytes `nameForeignFormat` looks at. */
export const FORMAT_START_BYTES = 64;

/** The first bytes of a file, as many as `nameForeignFormat` looks at. @throws the file system's error */
export async function formatStart(filePath: string): Promise<Buffer> {
  await using handle = await openToRead(filePath);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(FORMAT_START_BYTES));
  return buffer.subarray(0, bytesRead);
}

/** What a file is by its first bytes, in the user's words; undefined when they say nothing. */
export function nameForeignFormat(start: Buffer): string | undefined {
  const text = start.toString('latin1');
  // A page may begin with a byte order mark or blank lines.
  if (/^(?:\u00EF\u00BB\u00BF)?\s*</.test(text)) return 'a web page';
  return FORMATS.find(([magic]) => text.startsWith(magic))?.[1];
}
