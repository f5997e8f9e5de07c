import { EngineError } from '../../../base/engine-error.ts';

/** What a recognizer answers once it is closed. */
export function recognizerClosed(): EngineError {
  return new EngineError('transcriber-down', 'Speech recognition was closed.', 'Start it again.');
}
