import type { ModelFile } from '../../engine/protocol/events.ts';
import { MODEL_UPLOAD_PATH } from '../../engine/protocol/uploads.ts';
import type { Session } from '../session/session.ts';
import { uploadPieces } from '../session/upload-pieces.ts';

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
    await uploadPieces(
      session,
      MODEL_UPLOAD_PATH,
      file,
      ({ atBytes, isLast }) => ({
        kind,
        path: pathOf(file),
        atBytes,
        isLast: isLast && file === files.at(-1),
      }),
      (pieceBytes) => {
        sentBytes += pieceBytes;
        onProgress(totalBytes === 0 ? 1 : sentBytes / totalBytes);
      },
    );
  }
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
