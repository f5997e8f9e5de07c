const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** A size in the decimal unit that fits, with as many digits after the point as are worth showing. */
export interface ByteSize {
  readonly value: number;
  /** As `Intl.NumberFormat` names it. */
  readonly unit: (typeof UNITS)[number];
  readonly fractionDigitCount: 0 | 1;
}

export function byteSizeOf(byteCount: number): ByteSize {
  const exponent = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, byteCount)) / 3));
  const value = byteCount / 1_000 ** exponent;
  return {
    value,
    unit: UNITS[exponent] ?? 'byte',
    fractionDigitCount: value < 10 && exponent > 1 ? 1 : 0,
  };
}

/** "148 MB", "4.7 GB", for messages and the terminal. */
export function formatBytes(byteCount: number): string {
  const { value, unit, fractionDigitCount } = byteSizeOf(byteCount);
  return new Intl.NumberFormat('en', {
    style: 'unit',
    unit,
    minimumFractionDigits: fractionDigitCount,
    maximumFractionDigits: fractionDigitCount,
  }).format(value);
}
