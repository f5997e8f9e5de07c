import { readFileSync } from 'node:fs';

/** The questions of a file that answers are evaluated on. */
export function readAnswerQuestions(name: string): readonly { readonly text: string }[] {
  const file = new URL(`../../fixtures/answers/${name}`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as readonly { readonly text: string }[];
}
