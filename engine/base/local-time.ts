/** Wall times as people read them, and as programs do: on this machine's clock, with its zone. */

/** e.g. `2026-11-28 21:05`. */
export function localMinute(wallMs: number): string {
  return localIso(wallMs).slice(0, 16).replace('T', ' ');
}

/** ISO 8601 with the offset that was in force then, e.g. `2026-11-28T21:05:09.120+01:00`. */
export function localIso(wallMs: number): string {
  const offsetMinutes = -new Date(wallMs).getTimezoneOffset();
  const shifted = new Date(wallMs + offsetMinutes * 60_000).toISOString().slice(0, -1);
  const hours = String(Math.floor(Math.abs(offsetMinutes) / 60)).padStart(2, '0');
  const minutes = String(Math.abs(offsetMinutes) % 60).padStart(2, '0');
  return `${shifted}${offsetMinutes < 0 ? '-' : '+'}${hours}:${minutes}`;
}

/** `Z` is not a zone but its absence: the offset alone, e.g. `+01:00`. */
export function zoneOf(wallMs: number): string {
  return localIso(wallMs).slice(-6);
}
