import type { ErrorCode } from '../protocol/error-codes.ts';

/**
 * The one error class. `message` names the cause in the user's words, `remedy` the one thing to do about
 * it; both may be shown as they are, so neither holds speech, prompts, answers or secrets.
 */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: ErrorCode;
  readonly remedy: string;

  constructor(code: ErrorCode, message: string, remedy: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.remedy = remedy;
  }
}

/** `error` itself when it is an EngineError, else an `internal` one that keeps it as its cause. */
export function asEngineError(error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new EngineError(
    'internal',
    message,
    'Try again; if it happens again, run `npm run -s sotto -- doctor`.',
    {
      cause: error,
    },
  );
}
