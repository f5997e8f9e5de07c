import type { DayRow } from './summarise-figures.ts';

const WIDTH = 640;
const HEIGHT = 200;
const MARGIN = { left: 56, right: 16, top: 16, bottom: 32 };
const SERIES = [
  { key: 'p50Ms', label: 'p50', colour: '#2563eb' },
  { key: 'p95Ms', label: 'p95', colour: '#b45309' },
] as const;

/** Time to the first bullet, day by day, as an SVG. */
export function plotDays(days: readonly DayRow[]): string {
  const shown = days.filter((day) => day.p95Ms !== null);
  const highestMs = Math.max(1, ...shown.map((day) => day.p95Ms ?? 0));
  const x = (index: number): number =>
    MARGIN.left + ((WIDTH - MARGIN.left - MARGIN.right) * (index + 0.5)) / Math.max(1, shown.length);
  const y = (valueMs: number): number =>
    HEIGHT - MARGIN.bottom - ((HEIGHT - MARGIN.top - MARGIN.bottom) * valueMs) / highestMs;
  const lines = SERIES.map(({ key, label, colour }, seriesIndex) => {
    const points = shown.map((day, index) => ({ x: x(index), y: y(day[key] ?? 0) }));
    const path = points.map((point) => `${point.x.toFixed(1)},${point.y.toFixed(1)}`).join(' ');
    const dots = points.map(
      (point) => `<circle cx="${point.x.toFixed(1)}" cy="${point.y.toFixed(1)}" r="3" fill="${colour}"/>`,
    );
    const legend = `<text x="${MARGIN.left + seriesIndex * 48}" y="12" fill="${colour}">${label}</text>`;
    return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join('')}${legend}`;
  });
  const grid = [0, 0.5, 1].map((share) => {
    const at = y(share * highestMs).toFixed(1);
    const label = `${Math.round(share * highestMs)} ms`;
    return `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${at}" y2="${at}" stroke="#d4d4d8"/><text x="${MARGIN.left - 6}" y="${Number(at) + 4}" text-anchor="end" fill="#52525b">${label}</text>`;
  });
  const first = shown[0]?.day ?? '';
  const last = shown.at(-1)?.day ?? '';
  const dates = `<text x="${MARGIN.left}" y="${HEIGHT - 10}" fill="#52525b">${first}</text><text x="${WIDTH - MARGIN.right}" y="${HEIGHT - 10}" text-anchor="end" fill="#52525b">${last}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" font-family="system-ui, sans-serif" font-size="11"><title>Time to the first bullet by day</title><rect width="100%" height="100%" fill="#ffffff"/>${grid.join('')}${lines.join('')}${dates}</svg>`;
}
