import { open, rm, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { makeFolder } from '../base/atomic-file.ts';
import { asEngineError, EngineError } from '../base/engine-error.ts';
import { MAX_PIECE_BYTES, modelPieceSchema } from '../protocol/model-upload.ts';
import type { Command } from '../protocol/commands.ts';

/** What becomes of a model that a page hands over. */
export interface ModelReceiver {
  /** Pieces are put together here; nothing in it outlives the upload. */
  readonly directory: string;
  readonly keep: (command: Extract<Command, { type: 'import-model-file' }>) => Promise<void>;
}

const OWNER_ONLY = 0o600;

/**
 * Takes one piece of a model, and has the whole kept once the last one is here. The page never says where a
 * file lies, so it can have no other file read than the one that the user chose.
 */
export async function receiveModelPiece(
  request: IncomingMessage,
  response: ServerResponse,
  { directory, keep }: ModelReceiver,
): Promise<void> {
  try {
    const piece = modelPieceSchema.safeParse(
      Object.fromEntries(new URL(request.url ?? '', 'http://localhost').searchParams),
    );
    if (!piece.success) throw new EngineError('bad-argument', 'This is no name of a file.', 'Rename it.');
    const { kind, path: relative, atBytes, isLast } = piece.data;
    const folder = path.join(directory, kind);
    const file = path.join(folder, relative);
    await makeFolder(path.dirname(file));
    await append(file, atBytes, await readPiece(request));
    if (isLast === 'true') {
      const [root = relative] = relative.split('/');
      const whole = path.join(folder, root);
      try {
        await keep({ type: 'import-model-file', kind, path: whole });
      } finally {
        await rm(whole, { recursive: true, force: true });
      }
    }
    response.writeHead(204).end();
  } catch (error) {
    const { code, message, remedy } = asUploadError(error);
    response.writeHead(422, { 'Content-Type': 'application/json', Connection: 'close' });
    response.end(JSON.stringify({ code, message, remedy }));
  }
}

/** @throws EngineError 'bad-argument' when the piece does not go on where the file ends. */
async function append(file: string, atBytes: number, piece: Buffer): Promise<void> {
  const sizeBytes = atBytes === 0 ? 0 : (await stat(file).catch(() => undefined))?.size;
  if (sizeBytes !== atBytes)
    throw new EngineError('bad-argument', 'A piece of the file is missing.', 'Choose the file again.');
  await using handle = await open(file, atBytes === 0 ? 'w' : 'a', OWNER_ONLY);
  await handle.writeFile(piece);
}

async function readPiece(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let receivedBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    receivedBytes += chunk.byteLength;
    if (receivedBytes > MAX_PIECE_BYTES)
      throw new EngineError('bad-argument', 'A piece of the file is too large.', 'Reload the page.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function asUploadError(error: unknown): EngineError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new EngineError('disk-full', 'The disk is too full for this model.', 'Free some space.', {
      cause: error,
    });
  return asEngineError(error);
}
