import type { ServerTraits } from '../base/server-traits.ts';

export const OLLAMA_TRAITS: ServerTraits = {
  servesUnlisted: false,
  mayLackPath: false,
  // Ollama takes names in any case.
  isRemoteName: (name) => /[:-]cloud$/i.test(name),
  nameAt: () => 'Ollama',
  emptyAt: () => 'Ollama has no model yet.',
  missingRemedy: (name) =>
    name === undefined
      ? `Get one, for example with ${pullCommand('llama3.2:3b')}.`
      : `Get it with ${pullCommand(name)}, or pick another.`,
  startRemedy: 'Start Ollama.',
};

function pullCommand(name: string): string {
  return `\`npm run -s sotto -- models pull ${name}\``;
}
