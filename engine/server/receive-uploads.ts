import { constants } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { makeFolder } from '../base/atomic-file.ts';
import { asEngineError, EngineError } from '../base/engine-error.ts';
import { openOwnFile } from '../base/regular-file.ts';
import { MAX_PIECE_BYTES, modelPieceSchema, soundPieceSchema } from '../protocol/uploads.ts';
import type { Command } from '../protocol/commands.ts';
import { readBody } from './http-body.ts';

/** What becomes of a model that a page hands over. */
export interface ModelReceiver {
  /** Pieces are put together here; nothing in it outlives the upload. */
  readonly directory: string;
  readonly keep: (command: Extract<Command, { type: 'import-model-file' }>) => Promise<void>;
}

/** What becomes of a recording that a page hands over. */
export interface SoundReceiver {
  /** Pieces are put together here. */
  readonly directory: string;
  /** @throws EngineError when no recording can be taken now. */
  readonly requireFree: () => void;
  /** The whole file is there; it is the receiver's to delete, also when it throws. */
  readonly keep: (path: string) => Promise<void>;
}

/**
 * Takes one piece of a model, and has the whole kept once the last one is here. The page never says where a
 * file lies, so it can have no other file read than the one that the user chose.
 */
export function receiveModelPiece(
  request: IncomingMessage,
  response: ServerResponse,
  { directory, keep }: ModelReceiver,
): Promise<void> {
  return answerPiece(response, async () => {
    const piece = modelPieceSchema.safeParse(queryOf(request));
    if (!piece.success) throw badName();
    const { kind, path: relative, atBytes, isLast } = piece.data;
    const folder = path.join(directory, kind);
    await append(path.join(folder, relative), atBytes, await readPiece(request));
    if (isLast === 'false') return;
    const [root = relative] = relative.split('/');
    const whole = path.join(folder, root);
    try {
      await keep({ type: 'import-model-file', kind, path: whole });
    } finally {
      await rm(whole, { recursive: true, force: true });
    }
  });
}

/** Takes one piece of a recording, and has the whole transcribed once the last one is here. */
export function receiveSoundPiece(
  request: IncomingMessage,
  response: ServerResponse,
  { directory, requireFree, keep }: SoundReceiver,
): Promise<void> {
  return answerPiece(response, async () => {
    const piece = soundPieceSchema.safeParse(queryOf(request));
    if (!piece.success) throw badName();
    requireFree();
    const file = path.join(directory, piece.data.name);
    await append(file, piece.data.atBytes, await readPiece(request));
    if (piece.data.isLast === 'true') await keep(file);
  });
}

async function answerPiece(response: ServerResponse, take: () => Promise<void>): Promise<void> {
  try {
    await take();
    response.writeHead(204).end();
  } catch (error) {
    const { code, message, remedy } = asUploadError(error);
    response.writeHead(422, { 'Content-Type': 'application/json', Connection: 'close' });
    response.end(JSON.stringify({ code, message, remedy }));
  }
}

function queryOf(request: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(new URL(request.url ?? '', 'http://localhost').searchParams);
}

function badName(): EngineError {
  return new EngineError('bad-argument', 'Not a valid file name.', 'Rename it.');
}

/** @throws EngineError 'bad-argument' when the piece does not continue where the file ends. */
async function append(file: string, atBytes: number, piece: Buffer): Promise<void> {
  await makeFolder(path.dirname(file));
  const sizeBytes = atBytes === 0 ? 0 : (await stat(file).catch(() => undefined))?.size;
  if (sizeBytes !== atBytes)
    throw new EngineError('bad-argument', 'A piece of the file is missing.', 'Choose the file again.');
  await using handle = await openOwnFile(file, atBytes === 0 ? constants.O_TRUNC : constants.O_APPEND);
  await handle.writeFile(piece);
}

async function readPiece(request: IncomingMessage): Promise<Buffer> {
  const piece = await readBody(request, MAX_PIECE_BYTES);
  if (piece) return piece;
  throw new EngineError('bad-argument', 'A piece of the file is too large.', 'Reload the page.');
}

function asUploadError(error: unknown): EngineError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new EngineError('disk-full', 'The disk is too full for this file.', 'Free some space.', {
      cause: error,
    });
  return asEngineError(error);
}
