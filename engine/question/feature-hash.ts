/** Slots of the question features (a power of two). */
export const SPARSE_SLOT_COUNT = 1 << 17;
/** Slots of the completeness features. */
export const SPARSE_END_SLOT_COUNT = 1 << 14;

/** FNV-1a, folded to `slotCount`, which is a power of two. */
export function slotOf(key: string, slotCount: number): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  }
  return ((hash >>> 16) ^ hash) & (slotCount - 1);
}
