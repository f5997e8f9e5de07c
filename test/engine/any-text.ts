import * as fc from 'fast-check';

/**
 * Any text: control characters, scripts, signs that steer and lone halves of pairs. fast-check's own `binary` strings
 * take seconds to set up.
 */
export function anyText(maxLength: number): fc.Arbitrary<string> {
  const code = fc.oneof(
    fc.integer({ min: 0, max: 0xffff }),
    fc.integer({ min: 0, max: 0x9f }),
    fc.integer({ min: 0x2000, max: 0x206f }),
  );
  return fc.array(code, { maxLength }).map((codes) => String.fromCharCode(...codes));
}
