import type { ChatPiece } from '../../../../engine/answer/servers/base/chat-parser.ts';

/** What the pieces say, without what was only thought. */
export function textOf(pieces: readonly ChatPiece[]): string {
  return pieces.map((piece) => (piece.type === 'content' ? piece.text : '')).join('');
}
