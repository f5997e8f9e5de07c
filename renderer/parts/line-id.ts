/** The id of a turn's line of the transcript on the page. */
export function lineIdOf(turnId: string): string {
  return `line-${turnId}`;
}
