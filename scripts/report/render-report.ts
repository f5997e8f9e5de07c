import { errorCodeSchema } from '../../engine/protocol/error-codes.ts';
import { ERROR_MEANINGS } from '../docs/error-meanings.ts';
import type { LatencyRow, PerformanceSummary } from './summarise-figures.ts';

/** Addresses of the two plots: file names or data URIs. */
export interface PlotLinks {
  readonly latency: string;
  readonly days: string;
}

/** The summary as Markdown; it holds figures and codes only, never words of a call. */
export function renderReport(summary: PerformanceSummary, plots: PlotLinks): string {
  const { reliability, detector, incidents } = summary;
  const parts = [
    '# Sotto performance report',
    `${day(summary.sinceMs)} to ${day(summary.untilMs)}, ${summary.figures} figures of real use on this machine. No speech, questions or answers are in it.`,
    '## Latency against objectives',
    ...(summary.latency.length > 0
      ? [`![Latency against its objectives](${plots.latency})`, latencyTable(summary.latency)]
      : ['No turn has been measured yet.']),
    ...(summary.days.length > 0 ? [`![Time to the first bullet by day](${plots.days})`] : []),
    '## Reliability',
    table(
      ['', 'count', 'rate'],
      [
        [
          'answers that succeeded',
          `${reliability.succeeded} of ${reliability.answers}`,
          percent(reliability.successRate),
        ],
        [
          'utterances without text',
          `${reliability.utterancesLost} of ${reliability.utterances}`,
          percent(reliability.utterances === 0 ? null : reliability.utterancesLost / reliability.utterances),
        ],
        ['engine ended without a stop', `${reliability.crashes} of ${reliability.starts} starts`, ''],
      ],
    ),
    '## Question detector',
    detector.judged + detector.missed === 0
      ? `No answer has been judged yet. Drift: ${detector.drift}.`
      : `Of ${detector.judged} judged detections ${detector.rightlyAnswered} were questions (precision ${percent(detector.precision)}); ${detector.missed} questions were reported as missed. Drift: ${detector.drift}.`,
    '## Incidents',
    incidents.length === 0
      ? 'None.'
      : table(
          ['incident', 'count', 'last', 'what it means'],
          incidents.map(({ name, count, lastAtMs }) => [name, String(count), day(lastAtMs), meaningOf(name)]),
        ),
  ];
  return `${parts.join('\n\n')}\n`;
}

function latencyTable(rows: readonly LatencyRow[]): string {
  return table(
    ['from the end of the turn', 'count', 'p50', 'p95', 'p99', 'objective'],
    rows.map((row) => [
      row.name,
      String(row.count),
      ms(row.p50Ms),
      ms(row.p95Ms),
      ms(row.p99Ms),
      row.objectives
        .map(
          ({ percentile, limitMs, isMet }) =>
            `p${percentile} ≤ ${ms(limitMs)}: ${isMet ? 'met' : '**missed**'}`,
        )
        .join(', '),
    ]),
  );
}

/** Codes have a remedy in the runbook; anything else is the state of a component. */
function meaningOf(name: string): string {
  const code = errorCodeSchema.safeParse(name);
  if (!code.success) return 'A component was not fully working; the app says why while it lasts.';
  return `${ERROR_MEANINGS[code.data]} [What to do](docs/runbook.md#${code.data})`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function ms(valueMs: number): string {
  return valueMs < 10 ? `${valueMs.toFixed(1)} ms` : `${Math.round(valueMs).toLocaleString('en')} ms`;
}

function percent(share: number | null): string {
  return share === null ? '–' : `${(share * 100).toFixed(1)} %`;
}

function day(atMs: number): string {
  return new Date(atMs).toLocaleDateString('en-CA');
}
