import { z } from 'zod';
import { errorCodeSchema } from './error-codes.ts';
import { modelKindSchema } from './model-kind.ts';

/**
 * How a page hands over a file that the user chose or dropped: piece by piece, since a page may not know where the
 * file lies and no request may take long. A page with the `settings` token posts each piece of a model to
 * MODEL_UPLOAD_PATH with the query of `modelPieceSchema`, and one with the `hud` token those of a recording to
 * SOUND_UPLOAD_PATH with that of `soundPieceSchema`. The piece that `isLast` is answered once the model is kept or
 * the transcription has started, and a refusal is `uploadRefusalSchema` as JSON.
 */
export const MODEL_UPLOAD_PATH = '/model-file';
export const SOUND_UPLOAD_PATH = '/sound-file';
export const MAX_PIECE_BYTES = 4 * 1_024 * 1_024;

/** A name that is no more than that on every system. */
const NAME = /^(?!\.)[^/\\<>:"|?*\p{Cc}]{1,120}$/u;

const place = {
  /** Bytes of the file before this piece. */
  atBytes: z.coerce.number().int().nonnegative(),
  isLast: z.enum(['true', 'false']),
};

export const modelPieceSchema = z.strictObject({
  ...place,
  kind: modelKindSchema,
  /** The file's name, or the name of its folder and its own for a model of several files. */
  path: z.string().refine((text) => {
    const names = text.split('/');
    return names.length <= 2 && names.every((name) => NAME.test(name));
  }),
});

export const soundPieceSchema = z.strictObject({ ...place, name: z.string().regex(NAME) });

export const uploadRefusalSchema = z.strictObject({
  code: errorCodeSchema,
  message: z.string(),
  remedy: z.string(),
});
