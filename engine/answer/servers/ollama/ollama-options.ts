import { OUTPUT_TOKEN_LIMIT_COUNT } from '../base/chat-model.ts';

/**
 * How long Ollama keeps the model after a request: through the silences of a call, but not for good, because
 * Sotto never takes memory of a server that it did not start longer than it needs to.
 */
export const KEEP_ALIVE = '30m';

export interface OllamaOptions {
  /** For every call that answers, and for the preload. */
  readonly answer: Readonly<Record<string, unknown>>;
  /** The same but for one token at most; `num_predict` is free to vary, so nothing is reloaded. */
  readonly prefill: Readonly<Record<string, unknown>>;
}

/**
 * The one set of options of all calls, so that Ollama never reloads the model: of the options that are fixed
 * at load time only `num_ctx` is named, the rest is left to the server's own tuning.
 */
export function freezeOptions(contextTokenCount: number): OllamaOptions {
  const answer = Object.freeze({
    num_ctx: contextTokenCount,
    num_predict: OUTPUT_TOKEN_LIMIT_COUNT,
    temperature: 0.2,
    stop: Object.freeze(['<|im_end|>', '<|eot_id|>', '\nQuestion:']),
  });
  return { answer, prefill: Object.freeze({ ...answer, num_predict: 1 }) };
}
