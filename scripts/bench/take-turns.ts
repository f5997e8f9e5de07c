/** How often to measure; the first of them only warm up and are not counted. */
export interface Turns {
  readonly count: number;
  readonly warmUpCount: number;
}

/**
 * Measures two ways in turn, so that a busy moment of the machine meets both.
 * @param ours and @param peer take the number of the turn and return what was measured.
 */
export async function takeTurns(
  { count, warmUpCount }: Turns,
  ours: (index: number) => Promise<number>,
  peer: (index: number) => Promise<number>,
  signal: AbortSignal,
): Promise<{ readonly ours: readonly number[]; readonly peer: readonly number[] }> {
  const measured = { ours: [] as number[], peer: [] as number[] };
  for (let index = 0; index < count; index += 1) {
    signal.throwIfAborted();
    const oursMeasured = await ours(index);
    const peerMeasured = await peer(index);
    if (index < warmUpCount) continue;
    measured.ours.push(oursMeasured);
    measured.peer.push(peerMeasured);
  }
  return measured;
}
