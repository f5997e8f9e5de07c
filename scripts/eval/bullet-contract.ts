import { createBulletParser } from '../../engine/answer/bullets/bullet-parser.ts';

/** What an answer is held to: a maximum of bullets and of words in each, and nothing around them. */
export const bulletLimits = { maxBulletCount: 4, maxWordCount: 14 };

const MARKED_LINE = /^\s*(?:[-*•‣–]|\d{1,2}[.)])\s+\S/;

/** The bullets that a user would see of a model's whole text. */
export function bulletsOf(text: string): readonly string[] {
  const parser = createBulletParser(bulletLimits);
  parser.push(text);
  return parser.end();
}

/** How a model's own text breaks the contract; the parser repairs it before anyone sees it. */
export function contractViolations(text: string): readonly string[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const bullets = lines.filter((line) => MARKED_LINE.test(line));
  const violations: string[] = [];
  if (bullets.length === 0) violations.push('no bullets');
  if (bullets.length < lines.length) violations.push('text around the bullets');
  if (bullets.length > bulletLimits.maxBulletCount) violations.push('too many bullets');
  if (bullets.some((line) => wordCount(line) > bulletLimits.maxWordCount))
    violations.push('a bullet too long');
  const shown = bulletsOf(text);
  const hasDuplicates = bullets.length <= bulletLimits.maxBulletCount && shown.length < bullets.length;
  if (hasDuplicates) violations.push('the same bullet twice');
  return violations;
}

function wordCount(line: string): number {
  return line.trim().split(/\s+/).slice(1).length;
}
