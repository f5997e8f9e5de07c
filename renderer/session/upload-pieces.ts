import { CommandRefused } from '../../engine/protocol/command-refused.ts';
import { MAX_PIECE_BYTES, uploadRefusalSchema } from '../../engine/protocol/uploads.ts';
import type { Session } from './session.ts';

export interface UploadPiece {
  readonly atBytes: number;
  readonly isLast: boolean;
}

/**
 * Posts a file piece by piece.
 * @param queryOf says of a piece what the engine has to know of it.
 * @param onSent hears the bytes of each piece that is there.
 * @throws CommandRefused that says why the engine does not take it, or `signal.reason`.
 */
export async function uploadPieces(
  session: Pick<Session, 'post'>,
  path: string,
  file: Blob,
  queryOf: (piece: UploadPiece) => Readonly<Record<string, string | number | boolean>>,
  onSent: (sentBytes: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  // A file without a byte is still a file.
  for (let atBytes = 0; atBytes === 0 || atBytes < file.size; atBytes += MAX_PIECE_BYTES) {
    signal?.throwIfAborted();
    const piece = file.slice(atBytes, atBytes + MAX_PIECE_BYTES);
    const isLast = atBytes + MAX_PIECE_BYTES >= file.size;
    const query = Object.entries(queryOf({ atBytes, isLast })).map(([name, value]) => [name, String(value)]);
    await post(session, `${path}?${new URLSearchParams(query).toString()}`, piece);
    onSent(piece.size);
  }
}

async function post(session: Pick<Session, 'post'>, path: string, body: Blob): Promise<void> {
  const response = await session.post(path, body).catch(() => undefined);
  if (response?.ok) return;
  const refusal = uploadRefusalSchema.safeParse(await response?.json().catch(() => undefined)).data;
  throw refusal
    ? new CommandRefused(refusal.code, refusal.message, refusal.remedy)
    : new CommandRefused('busy', 'The file could not be handed over.', 'Choose it again.');
}
