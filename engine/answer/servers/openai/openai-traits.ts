import type { ServerTraits } from '../base/server-traits.ts';

export const OPENAI_TRAITS: ServerTraits = {
  servesUnlisted: true,
  mayLackPath: true,
  isRemoteName: () => false,
  nameAt: (address) => `The model server at ${address}`,
  emptyAt: (address) => `The model server at ${address} lists no model.`,
  missingRemedy: (name) =>
    name === undefined ? 'Load one there, or name one in the settings.' : 'Load it there, or pick another.',
  startRemedy: 'Start the server, or check its address.',
};
