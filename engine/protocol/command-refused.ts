import type { ErrorCode } from './error-codes.ts';

/** A command that the engine did not take: `message` names the cause, `remedy` the one thing to do. */
export class CommandRefused extends Error {
  override readonly name = 'CommandRefused';
  readonly code: ErrorCode;
  readonly remedy: string;

  constructor(code: ErrorCode, message: string, remedy: string) {
    super(message);
    this.code = code;
    this.remedy = remedy;
  }
}
