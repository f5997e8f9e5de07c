import { useState } from 'react';
import { useMessages } from '../messages/use-messages.ts';
import { useSessionState } from '../session/session-context.tsx';
import { useGuideSessions } from './guide-sessions.ts';

/** The models that were measured here, and the button that measures them. */
export function ModelTrials() {
  const { t, latency } = useMessages();
  const { settings } = useGuideSessions();
  const [isMeasuring, setMeasuring] = useState(false);
  const paces = useSessionState((state) => state.modelPaces);
  const model = useSessionState((state) => state.settings?.model);
  const isNamed = model !== undefined && (model.name !== '' || model.embeddedModel !== '');
  const measure = async (): Promise<void> => {
    setMeasuring(true);
    await settings.send({ type: 'choose-model' });
    setMeasuring(false);
  };
  const trials = Object.entries(paces).filter(([, { realTimeFactor }]) => realTimeFactor === undefined);
  return (
    <section className="guide-trials" aria-live="polite">
      {!isNamed && (
        <button type="button" className="button" disabled={isMeasuring} onClick={() => void measure()}>
          {t('guide.answers.measure')}
        </button>
      )}
      <ul>
        {trials.map(([name, { status, firstTokenMs }]) => (
          <li key={name}>
            {status === 'running' && t('guide.answers.measuring', { name })}
            {status === 'failed' && t('guide.answers.not-measured', { name })}
            {status === 'completed' &&
              t('guide.answers.measured', { name, latency: latency(firstTokenMs ?? 0) })}
          </li>
        ))}
      </ul>
      {isNamed && trials.length > 0 && <p className="hint">{t('guide.answers.chosen')}</p>}
    </section>
  );
}
