/** Amounts as people read them. */

/** "0.4 s", "12 s", "2 min", "1 h". */
export function formatDuration(durationMs: number): string {
  if (durationMs < 9_950) return `${(Math.max(0, durationMs) / 1_000).toFixed(1)} s`;
  if (durationMs < 59_500) return `${Math.round(durationMs / 1_000)} s`;
  if (durationMs < 3_570_000) return `${Math.round(durationMs / 60_000)} min`;
  return `${Math.round(durationMs / 3_600_000)} h`;
}

/** "4 s", "2 min": an age in whole units. */
export function formatAge(ageMs: number): string {
  return ageMs < 59_500 ? `${Math.round(Math.max(0, ageMs) / 1_000)} s` : formatDuration(ageMs);
}

/** "3 ms" below a second, else as a duration. */
export function formatLatency(latencyMs: number): string {
  return latencyMs < 1_000 ? `${Math.round(latencyMs)} ms` : formatDuration(latencyMs);
}

/** "148 MB", "4.7 GB". */
export function formatBytes(byteCount: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const exponent = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, byteCount)) / 3));
  const amount = byteCount / 1_000 ** exponent;
  return `${amount < 10 && exponent > 1 ? amount.toFixed(1) : Math.round(amount)} ${units[exponent] ?? 'B'}`;
}

/** Whole percent of a total that may be unknown (0). */
export function percentOf(part: number, total: number): number {
  return total > 0 ? Math.min(100, Math.round((100 * part) / total)) : 0;
}
