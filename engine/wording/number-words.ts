const DIGITS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const TEENS = 'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(' ');
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const SCALES: ReadonlyMap<string, number> = new Map([
  ['thousand', 1e3],
  ['million', 1e6],
  ['billion', 1e9],
]);
const VALUES: ReadonlyMap<string, number> = new Map([
  ...DIGITS.map((word, index) => [word, index] as const),
  ...TEENS.map((word, index) => [word, 10 + index] as const),
  ...TENS.map((word, index) => [word, 20 + 10 * index] as const),
]);

/** Numbers in digits, however they were said: "four oh one" 401, "twenty nineteen" 2019, "three point eight" 3.8. */
export function foldNumbers(tokens: readonly string[]): string[] {
  const folded: string[] = [];
  for (let index = 0; index < tokens.length;) {
    let end = index;
    while (isNumberPart(tokens, end, index)) end += 1;
    if (end === index) {
      folded.push(tokens[index] ?? '');
      index += 1;
    } else {
      folded.push(numberText(tokens.slice(index, end)));
      index = end;
    }
  }
  return folded;
}

function isNumberPart(tokens: readonly string[], index: number, startIndex: number): boolean {
  const token = tokens[index];
  if (token === undefined) return false;
  if (VALUES.has(token) || SCALES.has(token) || token === 'hundred') return true;
  if (/^\d+(?:\.\d+)?[km]?$/.test(token)) return index === startIndex;
  const next = tokens[index + 1] ?? '';
  return index > startIndex && (token === 'oh' || token === 'o' || token === 'point') && VALUES.has(next);
}

function numberText(parts: readonly string[]): string {
  // Literally: 3.10 is a version different from 3.1.
  const [only = ''] = parts;
  if (parts.length === 1 && /^\d+(?:\.\d+)?$/.test(only)) return only;
  const point = parts.indexOf('point');
  if (point > 0) {
    const fraction = parts
      .slice(point + 1)
      .map(digitText)
      .join('');
    return `${numberText(parts.slice(0, point))}.${fraction}`;
  }
  if (parts.length > 1 && parts.every((part) => digitText(part).length === 1))
    return parts.map(digitText).join('');
  let total = 0;
  let group = 0;
  let text = '';
  for (const part of parts) {
    const scale = SCALES.get(part);
    if (scale !== undefined) {
      total += Math.max(1, group) * scale;
      group = 0;
    } else if (part === 'hundred') {
      group = Math.max(1, group) * 100;
    } else {
      const value = VALUES.get(part) ?? plainNumber(part);
      // "twenty nineteen": a year, said in two halves.
      if (value >= 10 && group >= 10 && group < 100) {
        text += String(total + group);
        total = 0;
        group = value;
      } else {
        group += value;
      }
    }
  }
  return `${text}${total + group}`;
}

function digitText(part: string): string {
  if (part === 'oh' || part === 'o') return '0';
  const value = VALUES.get(part);
  return value === undefined ? part : String(value);
}

function plainNumber(part: string): number {
  if (part.endsWith('k')) return Number(part.slice(0, -1)) * 1e3;
  if (part.endsWith('m')) return Number(part.slice(0, -1)) * 1e6;
  return Number(part);
}
