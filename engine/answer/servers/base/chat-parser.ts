import { asEngineError, type EngineError } from '../../../base/engine-error.ts';
import type { ChatDelta } from './chat-model.ts';

/** What a chat stream says, short of `loading`, which the client finds out by waiting. */
export type ChatPiece = Exclude<ChatDelta, { type: 'loading' | 'starved' }>;

/** What one chunk held. */
export interface ParsedChunk {
  readonly pieces: readonly ChatPiece[];
  /** After these pieces the stream said that it failed, or made no sense any more. */
  readonly failure?: EngineError;
}

/** Turns the bytes of one streamed answer into pieces; text that came in one chunk is one piece. */
export interface ChatParser {
  push(chunk: Uint8Array): ParsedChunk;
  /** The body ended. */
  end(): ParsedChunk;
}

/** Runs `read`, and keeps what it collected when it throws. */
export function collectPieces(read: (collector: PieceCollector) => void): ParsedChunk {
  const collector = new PieceCollector();
  try {
    read(collector);
  } catch (error) {
    return { pieces: collector.finish(), failure: asEngineError(error) };
  }
  return { pieces: collector.finish() };
}

/** Joins neighbouring texts and neighbouring thinking marks of one chunk. */
export class PieceCollector {
  readonly pieces: ChatPiece[] = [];
  #text = '';

  content(text: string): void {
    this.#text += text;
  }

  thinking(): void {
    this.#flush();
    if (this.pieces.at(-1)?.type !== 'thinking') this.pieces.push({ type: 'thinking' });
  }

  done(piece: Extract<ChatPiece, { type: 'done' }>): void {
    this.#flush();
    this.pieces.push(piece);
  }

  finish(): readonly ChatPiece[] {
    this.#flush();
    return this.pieces;
  }

  #flush(): void {
    if (this.#text !== '') this.pieces.push({ type: 'content', text: this.#text });
    this.#text = '';
  }
}
