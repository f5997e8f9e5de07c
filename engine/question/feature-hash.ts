/** Slots of the question features (a power of two). */
export const SPARSE_SLOT_COUNT = 1 << 17;
/** Slots of the completeness features. */
export const SPARSE_END_SLOT_COUNT = 1 << 14;

/** FNV-1a of a text, 32 bits. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash;
}

/** A hash of `hash` followed by `value`; in a chain from a seed the order counts. */
export function mixed(hash: number, value: number): number {
  const product = Math.imul(hash ^ value, 0x9e3779b1);
  return product ^ (product >>> 15);
}

/** @param slotCount a power of two. */
export function slotOf(hash: number, slotCount: number): number {
  return ((hash >>> 16) ^ hash) & (slotCount - 1);
}
