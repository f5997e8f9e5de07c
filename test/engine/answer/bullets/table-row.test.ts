import { expect, test } from 'vitest';
import { isTableRuler, tableRowText } from '../../../../engine/answer/bullets/table-row.ts';

test.each([
  ['|---|:--:|', true],
  ['| --- | --- |', true],
  ['|', true],
  ['| TCP | reliable |', false],
  ['---', false],
])('%j is a ruler: %s', (line, isRuler) => {
  expect(isTableRuler(line)).toBe(isRuler);
});

test.each([
  ['| TCP | reliable | ordered |', 'TCP: reliable, ordered'],
  ['| **TCP** |  | ordered |', 'TCP: ordered'],
  ['| TCP |', 'TCP'],
  ['|  |  |', undefined],
])('%j reads %j', (row, text) => {
  expect(tableRowText(row)).toBe(text);
});

test('of an endless row only the first cells are read', () => {
  expect(tableRowText('| a '.repeat(1_000))?.split(', ')).toHaveLength(10);
});
