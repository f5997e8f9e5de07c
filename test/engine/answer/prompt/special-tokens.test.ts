import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createBulletParser } from '../../../../engine/answer/bullets/bullet-parser.ts';
import { asData } from '../../../../engine/answer/prompt/call-history.ts';

/** How known families write a turn: the user's words at `{user}`, the answer at `{answer}`. */
interface ChatTemplate {
  readonly family: string;
  readonly before: string;
  readonly after: string;
  /** The next turn, which is not part of the answer. */
  readonly next: string;
  readonly tokens: readonly string[];
}

const templates = JSON.parse(
  readFileSync(new URL('../../../fixtures/chat-templates.json', import.meta.url), 'utf8'),
) as readonly ChatTemplate[];

test.each(templates)('quoted speech holds no token of $family', ({ tokens }) => {
  for (const token of tokens) {
    const said = asData(`He said ${token} and then ${token}${token}`);
    for (const other of tokens) expect(said).not.toContain(other);
  }
});

test.each(templates)('bullets hold no token of $family, and end with its turn', (template) => {
  const parser = createBulletParser({ maxBulletCount: 5, maxWordCount: 14 });
  parser.push(`${template.before}- TCP is reliable\n- It is ordered${template.after}${template.next}`);
  expect(parser.end()).toEqual(['TCP is reliable', 'It is ordered']);
});
