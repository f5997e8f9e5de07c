import type { EngineError } from '../base/engine-error.ts';
import { refusedArgument, refusedSetting } from '../base/refused-value.ts';
import { clientMessageSchema, commandEnvelopeSchema, type ClientMessage } from '../protocol/messages.ts';

/** A command that was understood but for a value in it. */
interface RefusedCommand {
  readonly kind: 'refused';
  readonly id: number;
  readonly error: EngineError;
}

/** @returns undefined for what is not a message at all. */
export function readMessage(text: string): ClientMessage | RefusedCommand | undefined {
  const value = parseJson(text);
  const message = clientMessageSchema.safeParse(value);
  if (message.success) return message.data;
  const envelope = commandEnvelopeSchema.safeParse(value).data;
  if (!envelope) return undefined;
  const isSetting = envelope.command.type === 'change-settings';
  const error = isSetting
    ? refusedSetting(message.error, ['command', 'patch'])
    : refusedArgument(message.error);
  return { kind: 'refused', id: envelope.id, error };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
