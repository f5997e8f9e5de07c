/** Long enough to be distinguished from any other place of a sentence, short enough to fall between two losses. */
const PIECE_SAMPLES = 3_200;
const GLANCE_STEP_SAMPLES = 8;
/** Softer pieces are breath and noise, which match anywhere. */
const QUIETEST_PIECE_DB = -25;

export interface SoundMatch {
  /** Pieces of `known` that are loud enough to be recognized. */
  readonly pieceCount: number;
  /** Of these, the pieces found whole, in order, in `heard`. */
  readonly foundCount: number;
}

/**
 * Finds 200 ms pieces of `known` in `heard`. A browser under load plays its fake microphone in pieces, with
 * silence between them or a piece left out; each piece that arrives is exact all the same.
 */
export function matchPieces(heard: Float32Array, known: Float32Array): SoundMatch {
  const pieces = loudPieces(known);
  let fromSamples = 0;
  let foundCount = 0;
  for (const piece of pieces) {
    const foundAtSamples = findPiece(heard, piece, fromSamples);
    if (foundAtSamples === undefined) continue;
    foundCount += 1;
    fromSamples = foundAtSamples + PIECE_SAMPLES;
  }
  return { pieceCount: pieces.length, foundCount };
}

function loudPieces(known: Float32Array): Float32Array[] {
  const pieces: Float32Array[] = [];
  for (let start = 0; start + PIECE_SAMPLES <= known.length; start += PIECE_SAMPLES)
    pieces.push(known.subarray(start, start + PIECE_SAMPLES));
  const loudest = Math.max(...pieces.map(power));
  return pieces.filter((piece) => power(piece) > loudest * 10 ** (QUIETEST_PIECE_DB / 10));
}

function findPiece(heard: Float32Array, piece: Float32Array, fromSamples: number): number | undefined {
  for (let start = fromSamples; start + PIECE_SAMPLES <= heard.length; start += 1) {
    if (correlation(heard, piece, start, GLANCE_STEP_SAMPLES) < 0.7) continue;
    if (correlation(heard, piece, start, 1) > 0.95) return start;
  }
  return undefined;
}

/** Normalized, so the volume does not matter. */
function correlation(heard: Float32Array, piece: Float32Array, start: number, step: number): number {
  let product = 0;
  let heardPower = 0;
  let piecePower = 0;
  for (let index = 0; index < piece.length; index += step) {
    const left = heard[start + index] ?? 0;
    const right = piece[index] ?? 0;
    product += left * right;
    heardPower += left * left;
    piecePower += right * right;
  }
  return product / Math.sqrt(heardPower * piecePower || 1);
}

function power(samples: Float32Array): number {
  return samples.reduce((sum, sample) => sum + sample * sample, 0);
}
