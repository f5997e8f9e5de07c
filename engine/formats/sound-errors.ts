import { EngineError } from '../base/engine-error.ts';

/** The cause where nothing says what a file is. */
export const UNKNOWN_SOUND = 'it is not in an audio format that Sotto knows';

/** @param name of the file, for messages. @param cause a clause without a full stop. */
export function emptySound(name: string, cause: string): EngineError {
  return new EngineError(
    'source-empty',
    `${name} holds no sound: ${cause}.`,
    'Record it again or pick another file.',
  );
}

/** @param error what a decoder threw, where one did. */
export function unreadableSound(name: string, cause: string, error?: unknown): EngineError {
  return new EngineError(
    'source-unreadable',
    `${name} cannot be read as sound: ${cause}.`,
    'Convert it first, e.g. `ffmpeg -i INPUT -ar 16000 -ac 1 output.wav`.',
    { cause: error },
  );
}
