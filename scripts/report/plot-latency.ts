import type { LatencyRow } from './summarise-figures.ts';

const WIDTH = 640;
const ROW_HEIGHT = 34;
const LABEL_WIDTH = 170;
const VALUE_WIDTH = 70;
const TOP = 20;
const BARS = [
  { key: 'p99Ms', colour: '#cbd5e1' },
  { key: 'p95Ms', colour: '#93c5fd' },
  { key: 'p50Ms', colour: '#2563eb' },
] as const;

/** Each kind of latency as a bar (p50, p95, p99) with its objectives as marks; the scale is logarithmic. */
export function plotLatency(rows: readonly LatencyRow[]): string {
  const limits = rows.flatMap((row) => [row.p99Ms, ...row.objectives.map(({ limitMs }) => limitMs)]);
  const highest = Math.log10(1 + Math.max(1, ...limits));
  const barWidth = WIDTH - LABEL_WIDTH - VALUE_WIDTH;
  const width = (valueMs: number): string => ((barWidth * Math.log10(1 + valueMs)) / highest).toFixed(1);
  const parts = rows.map((row, index) => {
    const y = TOP + index * ROW_HEIGHT;
    const bars = BARS.map(
      ({ key, colour }) =>
        `<rect x="${LABEL_WIDTH}" y="${y}" height="18" width="${width(row[key])}" fill="${colour}"/>`,
    );
    const marks = row.objectives.map(({ limitMs, isMet }) => {
      const x = (LABEL_WIDTH + Number(width(limitMs))).toFixed(1);
      const colour = isMet ? '#15803d' : '#b91c1c';
      return `<line x1="${x}" x2="${x}" y1="${y - 4}" y2="${y + 22}" stroke="${colour}" stroke-width="2"/>`;
    });
    const value = `<text x="${WIDTH - 4}" y="${y + 13}" text-anchor="end" fill="#18181b">${Math.round(row.p50Ms)} ms</text>`;
    return `<text x="${LABEL_WIDTH - 8}" y="${y + 13}" text-anchor="end" fill="#18181b">${row.name}</text>${bars.join('')}${marks.join('')}${value}`;
  });
  const height = TOP + rows.length * ROW_HEIGHT;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" font-family="system-ui, sans-serif" font-size="12"><title>Latency against its objectives</title><rect width="100%" height="100%" fill="#ffffff"/>${parts.join('')}</svg>`;
}
