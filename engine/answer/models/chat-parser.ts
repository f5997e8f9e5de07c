import type { ChatDelta } from '../chat-model.ts';

/** What a chat stream says, short of `loading`, which the client finds out by waiting. */
export type ChatPiece = Exclude<ChatDelta, { type: 'loading' }>;

/** Turns the bytes of one streamed answer into pieces; text that came in one chunk is one piece. */
export interface ChatParser {
  /** @throws EngineError for an error inside the stream or for content that is no chat stream. */
  push(chunk: Uint8Array): readonly ChatPiece[];
  /** The body ended. */
  end(): readonly ChatPiece[];
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
