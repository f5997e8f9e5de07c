import { z } from 'zod';
import { modelFileKindSchema } from './commands.ts';
import { errorCodeSchema } from './error-codes.ts';

/**
 * How a page hands over a model that the user chose in a file picker: piece by piece, since a page may not
 * know where the file lies and no request may take long. A page with the `settings` token posts each piece to
 * MODEL_UPLOAD_PATH with the query of `modelPieceSchema`; the one that `isLast` is answered once the model
 * is kept, and a refusal is `uploadRefusalSchema` as JSON.
 */
export const MODEL_UPLOAD_PATH = '/model-file';
export const MAX_PIECE_BYTES = 4 * 1_024 * 1_024;

/** A name that is no more than that on every system. */
const NAME = /^(?!\.)[^/\\<>:"|?*\p{Cc}]{1,120}$/u;

export const modelPieceSchema = z.strictObject({
  kind: modelFileKindSchema,
  /** The file's name, or the name of its folder and its own for a model of several files. */
  path: z.string().refine((text) => {
    const names = text.split('/');
    return names.length <= 2 && names.every((name) => NAME.test(name));
  }),
  /** Bytes of the file before this piece. */
  atBytes: z.coerce.number().int().nonnegative(),
  isLast: z.enum(['true', 'false']),
});

export const uploadRefusalSchema = z.strictObject({
  code: errorCodeSchema,
  message: z.string(),
  remedy: z.string(),
});
