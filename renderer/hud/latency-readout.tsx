import { formatLatency } from '../session/format.ts';
import { useSessionState } from '../session/session-context.tsx';

const MAX_ROW_COUNT = 8;
/** The engine's names for spans, as people read them. */
const NAMES: Readonly<Record<string, string>> = {
  'eou-to-transcript': 'End of turn to text',
  'eou-to-first-bullet-live': 'To first bullet, live',
  'eou-to-first-bullet-cached': 'To first bullet, from cache',
  'eou-to-first-bullet-speculated': 'To first bullet, prepared',
  'first-bullet-to-painted': 'First bullet to screen',
};

/** How long things took so far: the middle and the slow end of each measured span. */
export function LatencyReadout() {
  const latencies = useSessionState((state) => state.metrics?.latencies);
  const rows = Object.entries(latencies ?? {}).filter(([, { count }]) => count > 0);
  if (rows.length === 0) return null;
  return (
    <section className="latency" aria-label="Latency">
      <h2 className="pane-title">Latency</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">Span</th>
            <th scope="col">p50</th>
            <th scope="col">p95</th>
            <th scope="col">n</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MAX_ROW_COUNT).map(([name, { count, p50Ms, p95Ms }]) => (
            <tr key={name}>
              <th scope="row">{NAMES[name] ?? name}</th>
              <td>{formatLatency(p50Ms)}</td>
              <td>{formatLatency(p95Ms)}</td>
              <td>{count}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
