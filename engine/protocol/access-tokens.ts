import { z } from 'zod';

/**
 * Secrets that a model or speech server asks for. Clients may only set them: nothing that the engine publishes
 * holds one. They travel between the engine and the Electron shell, which keeps them in the system's keychain.
 */

/** What a token is for: the server of the answers, or the speech server. */
export const tokenServiceSchema = z.enum(['model', 'speech']);
export type TokenService = z.infer<typeof tokenServiceSchema>;
export const TOKEN_SERVICES = tokenServiceSchema.options;

/** What can stand in a header: printable ASCII. '' stands for no token. */
export const tokenTextSchema = z
  .string()
  .trim()
  .max(4_096, 'An access token has at most 4,096 characters.')
  .regex(/^[ -~]*$/, 'An access token has only letters, digits and signs of the English keyboard.');

/** A token, and the origins it was entered for: it is sent nowhere else. */
export const accessTokenSchema = z.strictObject({
  token: tokenTextSchema.min(1),
  origins: z.array(z.string().max(2_000)).min(1).max(8),
});
export type AccessToken = z.infer<typeof accessTokenSchema>;

/** `memory`: until Sotto is closed. */
export const tokenPlaceSchema = z.enum(['keychain', 'memory', 'nowhere']);

/** What is held for one service, and where. Never sent to a client. */
export const heldTokenSchema = z.strictObject({
  /** Absent: there is none, `keptIn` is `nowhere`. */
  accessToken: accessTokenSchema.optional(),
  keptIn: tokenPlaceSchema,
  /** Why it is not kept as it should be, and what to do; '' when all is well. */
  detail: z.string(),
});
export type HeldToken = z.infer<typeof heldTokenSchema>;

/** Environment variables that give a token for one run. */
export const TOKEN_VARIABLES: Readonly<Record<TokenService, string>> = {
  model: 'SOTTO_MODEL_TOKEN',
  speech: 'SOTTO_SPEECH_TOKEN',
};

/** The tokens that `env` gives. */
export function readTokens(
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Partial<Record<TokenService, string>>> {
  const given = TOKEN_SERVICES.map((service) => [service, env[TOKEN_VARIABLES[service]]] as const);
  return Object.fromEntries(given.filter(([, text]) => text !== undefined));
}

/** `env` for a process that is to inherit no token. */
export function withoutTokens(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const rest = { ...env };
  for (const name of Object.values(TOKEN_VARIABLES)) delete rest[name];
  return rest;
}
