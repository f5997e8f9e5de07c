/**
 * The 132 sequences of the Autobahn WebSocket suite's cases 6.5 to 6.23, which follow Markus Kuhn's UTF-8
 * decoder stress test: valid text, prefixes, boundaries, lonely and missing bytes, overlong forms, surrogates.
 */
export const utf8Sequences: readonly Uint8Array[] = [
  ...hex('68656c6c6f24776f726c64 68656c6c6fc2a2776f726c64 68656c6c6fe282ac776f726c64'),
  ...hex('68656c6c6ff0a4ada2776f726c64 cebae1bdb9cf83cebcceb5'),
  ...prefixes('cebae1bdb9cf83cebcceb5'),
  // First and last of each length, and what is next to them.
  ...hex('00 c280 e0a080 f0908080'),
  ...hex('f888808080 fc8480808080'),
  ...hex('7f dfbf efbfbf f48fbfbf'),
  ...hex('f7bfbfbf fbbfbfbfbf fdbfbfbfbfbf'),
  ...hex('ed9fbf ee8080 efbfbd f48fbfbf f4908080'),
  // Continuation bytes that nobody expects.
  ...hex('80 bf 80bf 80bf80 80bf80bf 80bf80bf80 80bf80bf80bf'),
  range(0x80, 0xbf),
  // First bytes, each with a blank after it.
  lonely(0xc0, 0xdf),
  lonely(0xe0, 0xef),
  lonely(0xf0, 0xf7),
  lonely(0xf8, 0xfb),
  lonely(0xfc, 0xfd),
  // The last byte is missing.
  ...hex('c0 e080 f08080 f8808080 fc80808080 df efbf f7bfbf fbbfbfbf fdbfbfbfbf'),
  ...hex('c0e080f08080f8808080fc80808080dfefbff7bfbffbbfbfbffdbfbfbfbf'),
  // Bytes that never occur.
  ...hex('fe ff fefeffff'),
  // Overlong forms of a slash, of the largest, and of NUL.
  ...hex('c0af e080af f08080af f8808080af fc80808080af'),
  ...hex('c1bf e09fbf f08fbfbf f887bfbfbf fc83bfbfbfbf'),
  ...hex('c080 e08080 f0808080 f880808080 fc8080808080'),
  // Surrogates, alone and in pairs.
  ...hex('eda080 edadbf edae80 edafbf edb080 edbe80 edbfbf'),
  ...hex('eda080edb080 eda080edbfbf edadbfedb080 edadbfedbfbf'),
  ...hex('edae80edb080 edae80edbfbf edafbfedb080 edafbfedbfbf'),
  // Code points that mean nothing, but may be sent.
  ...hex('efbfbe efbfbf f09fbfbe f09fbfbf f0afbfbe f0afbfbf f0bfbfbe f0bfbfbf'),
  ...[0xf1, 0xf2, 0xf3].flatMap((first) =>
    [0x8f, 0x9f, 0xaf, 0xbf].flatMap((second) =>
      [0xbe, 0xbf].map((last) => Uint8Array.of(first, second, 0xbf, last)),
    ),
  ),
  ...hex('f48fbfbe f48fbfbf'),
  ...hex('efbfb9 efbfba efbfbb efbfbc efbfbd efbfbe efbfbf'),
];

function hex(texts: string): readonly Uint8Array[] {
  return texts.split(' ').map((text) => Uint8Array.from(Buffer.from(text, 'hex')));
}

function prefixes(text: string): readonly Uint8Array[] {
  return Array.from({ length: text.length / 2 }, (_, index) =>
    Uint8Array.from(Buffer.from(text.slice(0, 2 * (index + 1)), 'hex')),
  );
}

function range(first: number, last: number): Uint8Array {
  return Uint8Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function lonely(first: number, last: number): Uint8Array {
  return Uint8Array.from([...range(first, last)].flatMap((byte) => [byte, 0x20]));
}
