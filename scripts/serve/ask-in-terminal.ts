import { createInterface } from 'node:readline/promises';
import type { OutsideQuestion } from '../../engine/protocol/outside-question.ts';

const WORDINGS: Readonly<Record<OutsideQuestion['kind'], (subject: string) => string>> = {
  'run-program': (subject) => `May Sotto run this program to recognize speech? ${subject}`,
  'keep-model': (subject) => `May Sotto read ${subject} and keep a copy as a model?`,
  'read-models': (subject) => `May Sotto read ${subject} as a model?`,
};

const ANSWER_DEADLINE_MS = 60_000;

/**
 * @param note prints the question; it may hold what a page sent.
 * @returns true when the user typed yes; false without a terminal, or when nobody answers within a minute.
 */
export async function askInTerminal(
  { kind, subject }: OutsideQuestion,
  note: (line: string) => void,
  signal: AbortSignal,
): Promise<boolean> {
  note(WORDINGS[kind](subject));
  if (!process.stdin.isTTY) {
    note('It was refused: there is no terminal to confirm it in.');
    return false;
  }
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_DEADLINE_MS)]);
    const answer = await reader.question('Type "yes" to allow it: ', { signal: deadline });
    return answer.trim().toLowerCase() === 'yes';
  } finally {
    reader.close();
  }
}
