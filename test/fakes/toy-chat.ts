import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What the toy chat model of assets/demo knows. */
export interface ToyEntry {
  readonly id: string;
  readonly question: string;
  readonly variants: readonly string[];
  readonly bullets: readonly string[];
  readonly text: string;
}

interface ToyChat {
  readonly entries: readonly ToyEntry[];
  readonly endless: { readonly question: string; readonly repeats: string };
}

export const toyChat = JSON.parse(
  readFileSync(new URL('../fixtures/toy-chat.json', import.meta.url), 'utf8'),
) as ToyChat;

export const toyChatPath = fileURLToPath(new URL('../../assets/demo/toy-chat.gguf', import.meta.url));

/** Two of its questions, for suites. */
export const knownAnswers = [toyChat.entries[0]!, toyChat.entries[1]!].map(({ question, text }) => ({
  question,
  answer: text,
})) as [{ question: string; answer: string }, { question: string; answer: string }];

/** Every wording with its answer, and a question with an answer far too long, for the fake servers. */
export const toyAnswers: ReadonlyMap<string, string> = new Map([
  ...toyChat.entries.flatMap((entry) =>
    [entry.question, ...entry.variants].map((wording) => [wording, entry.text] as const),
  ),
  [toyChat.endless.question, toyChat.endless.repeats.repeat(500)],
]);
