import { useEffect, useState } from 'react';
import { useMessages } from '../messages/use-messages.ts';
import { AudioTruth } from '../parts/audio-truth.tsx';
import { useSession, useSessionState } from '../session/session-context.tsx';
import { latencyName } from './latency-name.ts';
import { LatencyWaterfall } from './latency-waterfall.tsx';
import { reportText } from './report-text.ts';
import './diagnostics.css';

const REFRESH_INTERVAL_MS = 2_000;

/** What works, since when, and where the time goes; a report of it holds no word of any call. */
export function DiagnosticsSection() {
  const { t, age } = useMessages();
  const session = useSession();
  const diagnostics = useSessionState((state) => state.diagnostics);
  const models = useSessionState((state) => state.models);
  useEffect(() => {
    const collect = (): void => void session.request({ type: 'collect-diagnostics' }).catch(() => undefined);
    void session.request({ type: 'describe-machine' }).catch(() => undefined);
    collect();
    const refreshing = setInterval(collect, REFRESH_INTERVAL_MS);
    return () => clearInterval(refreshing);
  }, [session]);
  const turns = diagnostics?.turns ?? [];
  const scaleMs = Math.max(1, ...turns.flatMap(({ marks }) => marks.map((mark) => mark.sinceStartMs)));
  const answeredBy = turns.findLast(({ model }) => model !== '')?.model ?? models?.selected ?? '';
  return (
    <>
      <CopyReport />
      <h3>{t('diagnostics.sound')}</h3>
      <AudioTruth />
      <EchoTruth />
      <h3>{t('components.title')}</h3>
      <ul className="diagnostics-list">
        {diagnostics?.components.map(({ component, status, forMs }) => (
          <li key={component} className="component" data-status={status}>
            <span className="component-dot" aria-hidden="true" />
            <span>{t(`component.${component}`)}</span>
            <span className="figures">
              {t('diagnostics.since', { state: t(`state.${status}`), age: age(forMs) })}
            </span>
          </li>
        ))}
      </ul>
      <p>
        {answeredBy === '' ? t('diagnostics.no-model') : t('diagnostics.answered-by', { model: answeredBy })}
      </p>
      <h3>{t('diagnostics.turns')}</h3>
      {turns.length === 0 && <p className="hint">{t('diagnostics.no-turns')}</p>}
      <ol className="diagnostics-list">
        {turns.toReversed().map((timing, index) => (
          <LatencyWaterfall key={index} timing={timing} scaleMs={scaleMs} />
        ))}
      </ol>
      <Percentiles />
      <h3>{t('diagnostics.failures')}</h3>
      {diagnostics?.failures.length === 0 && <p className="hint">{t('diagnostics.no-failures')}</p>}
      <ul className="diagnostics-list">
        {diagnostics?.failures.toReversed().map(({ code, ageMs }, index) => (
          <li key={index}>
            <span>{t(`error.${code}`)}</span>
            <span className="figures">{t('diagnostics.ago', { code, age: age(ageMs) })}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** p50, p95 and p99 of each measured stretch, as a bar with three ticks on one scale. */
function Percentiles() {
  const messages = useMessages();
  const { t, latency } = messages;
  const latencies = useSessionState((state) => state.metrics?.latencies);
  const rows = Object.entries(latencies ?? {}).filter(([, { count }]) => count > 0);
  if (rows.length === 0) return null;
  const scaleMs = Math.max(...rows.map(([, { p99Ms }]) => p99Ms), 1);
  return (
    <>
      <h3>{t('diagnostics.percentiles')}</h3>
      <ul className="diagnostics-list">
        {rows.map(([name, { count, p50Ms, p95Ms, p99Ms }]) => (
          <li key={name} className="waterfall">
            <span className="hint">{latencyName(name, messages)}</span>
            <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
              <rect data-share="p99" width={(100 * p99Ms) / scaleMs} height={6} />
              <rect data-share="p95" width={(100 * p95Ms) / scaleMs} height={6} />
              <rect data-share="p50" width={(100 * p50Ms) / scaleMs} height={6} />
            </svg>
            <span className="figures">
              {`p50 ${latency(p50Ms)} · p95 ${latency(p95Ms)} · p99 ${latency(p99Ms)} · n ${count}`}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** What the sound of the other side does to the microphone, while both are heard. */
function EchoTruth() {
  const { t } = useMessages();
  const isCapturing = useSessionState((state) => state.capture.isCapturing);
  const echo = useSessionState((state) => state.channels.me?.echo);
  if (!echo || !isCapturing) return null;
  const { isEchoSeen, reductionDb, heldLineCount: held, droppedLineCount: dropped } = echo;
  return (
    <p className="hint">
      {isEchoSeen
        ? t('diagnostics.echo', { db: reductionDb, held, dropped })
        : t('diagnostics.no-echo', { held, dropped })}
    </p>
  );
}

function CopyReport() {
  const { t } = useMessages();
  const session = useSession();
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(reportText(session.store.getState()));
    setCopied(true);
  };
  return (
    <div className="facts">
      <p className="hint">{t('diagnostics.report-hint')}</p>
      <button type="button" className="button" onClick={() => void copy().catch(() => setCopied(false))}>
        {t('diagnostics.copy')}
      </button>
      <p className="field-result" role="status">
        {isCopied && t('diagnostics.copied')}
      </p>
    </div>
  );
}
