import { bulletText } from './bullet-text.ts';

const MAX_CELL_COUNT = 12;

/** The line between the head of a Markdown table and its rows. */
export function isTableRuler(line: string): boolean {
  return /^\|[\s:|-]*$/.test(line);
}

/** A row of a table as one bullet: its first cell, then what the others say of it; undefined without any cell. */
export function tableRowText(row: string): string | undefined {
  const cells = row
    .split('|', MAX_CELL_COUNT)
    .map((cell) => bulletText(cell, { isItem: true, isTorn: false }))
    .filter((cell) => cell !== '');
  const [first, ...others] = cells;
  return others.length > 0 ? `${first}: ${others.join(', ')}` : first;
}
