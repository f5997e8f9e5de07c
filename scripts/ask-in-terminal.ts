import { createInterface } from 'node:readline/promises';

const ANSWER_DEADLINE_MS = 60_000;

/**
 * @param note prints the question; it may hold what a page sent.
 * @returns true when the user typed yes; false without a terminal, or when nobody answers within a minute.
 */
export async function askInTerminal(
  question: string,
  note: (line: string) => void,
  signal: AbortSignal,
): Promise<boolean> {
  note(question);
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
