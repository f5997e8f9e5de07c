import { CommandRefused } from '../../engine/protocol/command-refused.ts';
import type { ModelFile } from '../../engine/protocol/events.ts';
import {
  MAX_PIECE_BYTES,
  MODEL_UPLOAD_PATH,
  uploadRefusalSchema,
} from '../../engine/protocol/model-upload.ts';
import type { Session } from '../session/session.ts';

/**
 * Hands over a model that the user chose: a file, or the files of a folder.
 * @param onProgress hears which share is there, 0–1.
 * @throws CommandRefused that says why it was not kept.
 */
export async function uploadModel(
  session: Pick<Session, 'post'>,
  kind: ModelFile['kind'],
  files: readonly File[],
  onProgress: (share: number) => void,
): Promise<void> {
  const totalBytes = files.reduce((total, { size }) => total + size, 0);
  let sentBytes = 0;
  for (const file of files) {
    // A file without a byte is still a file.
    for (let atBytes = 0; atBytes === 0 || atBytes < file.size; atBytes += MAX_PIECE_BYTES) {
      const piece = file.slice(atBytes, atBytes + MAX_PIECE_BYTES);
      const isLast = file === files.at(-1) && atBytes + MAX_PIECE_BYTES >= file.size;
      await postPiece(session, { kind, path: pathOf(file), atBytes, isLast }, piece);
      sentBytes += piece.size;
      onProgress(totalBytes === 0 ? 1 : sentBytes / totalBytes);
    }
  }
}

interface Piece {
  readonly kind: ModelFile['kind'];
  readonly path: string;
  readonly atBytes: number;
  readonly isLast: boolean;
}

async function postPiece(session: Pick<Session, 'post'>, piece: Piece, body: Blob): Promise<void> {
  const query = new URLSearchParams(Object.entries(piece).map(([name, value]) => [name, String(value)]));
  const response = await session
    .post(`${MODEL_UPLOAD_PATH}?${query.toString()}`, body)
    .catch(() => undefined);
  if (response?.ok) return;
  const refusal = uploadRefusalSchema.safeParse(await response?.json().catch(() => undefined)).data;
  throw refusal
    ? new CommandRefused(refusal.code, refusal.message, refusal.remedy)
    : new CommandRefused('busy', 'The file could not be handed over.', 'Choose it again.');
}

/** The folder that was chosen and the file in it; folders inside are none of a model's. */
function pathOf({ name, webkitRelativePath }: File): string {
  const [folder] = webkitRelativePath.split('/');
  return folder ? `${plain(folder)}/${plain(name)}` : plain(name);
}

/** A name that commands take: letters, digits and a few signs. */
function plain(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '') || 'model';
}
