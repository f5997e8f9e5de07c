import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createBulletParser } from '../../../engine/answer/bullets/bullet-parser.ts';

/** What models wrote, by kind of fault (the letters of the ids), and the bullets that it should become. */
interface BulletCase {
  readonly id: string;
  readonly raw: string;
  readonly expect?: readonly string[];
  readonly expectCount?: number;
  readonly expectNot?: readonly string[];
}

const LIMITS = { maxBulletCount: 5, maxWordCount: 14 };

const cases = ['bullets.jsonl', 'bullets-more.jsonl'].flatMap((file) =>
  readFileSync(new URL(`../../fixtures/${file}`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as BulletCase),
);

function parse(chunks: readonly string[]): readonly string[] {
  const parser = createBulletParser(LIMITS);
  for (const chunk of chunks) parser.push(chunk);
  return parser.end();
}

test.each(cases)('reads $id, at once and by character', (given) => {
  for (const bullets of [parse([given.raw]), parse(given.raw.split(''))]) {
    if (given.expect) expect(bullets).toEqual(given.expect);
    if (given.expectCount !== undefined) expect(bullets).toHaveLength(given.expectCount);
    for (const wrong of given.expectNot ?? []) expect(bullets).not.toContain(wrong);
  }
});
