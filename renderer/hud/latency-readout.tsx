import type { MessageKey } from '../messages/messages.ts';
import { useMessages } from '../messages/use-messages.ts';
import { useSessionState } from '../session/session-context.tsx';

/** The engine's spans that people care about. */
const SPANS = [
  ['eou-to-transcript', 'latency.text'],
  ['eou-to-first-bullet-live', 'latency.live'],
  ['eou-to-first-bullet-cached', 'latency.cached'],
  ['eou-to-first-bullet-speculated', 'latency.prepared'],
  ['first-bullet-to-painted', 'latency.painted'],
] as const satisfies readonly (readonly [string, MessageKey])[];

/** How long things took so far: the middle and the slow end of each measured span. */
export function LatencyReadout() {
  const { t, latency, number } = useMessages();
  const latencies = useSessionState((state) => state.metrics?.latencies);
  const rows = SPANS.flatMap(([span, key]) => {
    const measured = latencies?.[span];
    return measured && measured.count > 0 ? [{ key, ...measured }] : [];
  });
  if (rows.length === 0) return null;
  return (
    <section className="latency" aria-label={t('latency.title')}>
      <h2 className="pane-title">{t('latency.title')}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('latency.span')}</th>
            <th scope="col">p50</th>
            <th scope="col">p95</th>
            <th scope="col">n</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, count, p50Ms, p95Ms }) => (
            <tr key={key}>
              <th scope="row">{t(key)}</th>
              <td>{latency(p50Ms)}</td>
              <td>{latency(p95Ms)}</td>
              <td>{number(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
