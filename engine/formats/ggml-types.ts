/** Tensor type → elements and bytes of a block of it, from ggml.h; a type that is not listed is not measured. */
export const GGML_BLOCKS: Readonly<Record<number, readonly [elementCount: number, blockBytes: number]>> = {
  0: [1, 4],
  1: [1, 2],
  2: [32, 18],
  3: [32, 20],
  6: [32, 22],
  7: [32, 24],
  8: [32, 34],
  10: [256, 84],
  11: [256, 110],
  12: [256, 144],
  13: [256, 176],
  14: [256, 210],
  20: [32, 18],
  23: [256, 136],
  30: [1, 2],
};
