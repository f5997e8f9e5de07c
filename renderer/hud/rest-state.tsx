import type { ComponentState } from '../../engine/protocol/events.ts';
import { reasonText } from '../messages/engine-texts.ts';
import { useMessages } from '../messages/use-messages.ts';
import { setConsentOpen, showPanel, useView } from '../parts/view-state.ts';
import { heardTurn, troubles } from '../session/selectors.ts';
import { useSession, useSessionState } from '../session/session-context.tsx';
import type { SessionState } from '../session/state.ts';
import { ComponentRow } from './component-list.tsx';
import { HeardWords, NewAnswer } from './live-line.tsx';
import { useStartListening } from './use-start-listening.ts';

/** No answer is on the card: what Sotto does, the last words it heard, and what, if anything, stands in the way. */
export function RestState() {
  const messages = useMessages();
  const { t } = messages;
  const { isCapturing, isPaused, isDemo } = useSessionState((state) => state.capture);
  const isQuiet = useView((view) => view.isQuiet);
  const hasHeard = useSessionState((state) => heardTurn(state.turns) !== undefined);
  const missing = useSessionState(({ components }) => missingPart(components));
  const rest = isPaused
    ? 'paused'
    : isDemo
      ? 'demo'
      : !isCapturing
        ? 'idle'
        : isQuiet
          ? 'quiet'
          : 'listening';
  const isHeard = isCapturing && hasHeard;
  return (
    <main className="answer rest" aria-label={t('answer.title')} tabIndex={-1}>
      <div className="welcome">
        <h2>{missing && !isDemo ? t('rest.missing') : t(`rest.${rest}`)}</h2>
        {isHeard && <HeardWords />}
        {!isHeard && <p>{missing && !isDemo ? reasonText(messages, missing) : t(`rest.${rest}-text`)}</p>}
        {!isCapturing && <WelcomeActions isPaused={isPaused} />}
        <NewAnswer />
      </div>
      <Troubles />
    </main>
  );
}

/** Without it no question can be heard or answered. */
function missingPart(components: SessionState['components']): ComponentState | undefined {
  return troubles(components).find(
    ({ status, component }) => status === 'failed' && (component === 'speech' || component === 'model'),
  );
}

/** What does not work, each with its one action. */
function Troubles() {
  const { t } = useMessages();
  const components = useSessionState((state) => state.components);
  const present = troubles(components);
  if (present.length === 0) return null;
  return (
    <ul className="components" aria-label={t('components.title')}>
      {present.map((state) => (
        <ComponentRow key={state.component} state={state} />
      ))}
    </ul>
  );
}

function WelcomeActions({ isPaused }: { readonly isPaused: boolean }) {
  const session = useSession();
  const { t } = useMessages();
  const startListening = useStartListening();
  const isOpen = useSessionState((state) => state.connection === 'open');
  const hasConsent = useSessionState(({ settings }) => settings?.privacy.consentAtMs != null);
  const checkSound = (): void => (hasConsent ? showPanel('sound-check') : setConsentOpen(true));
  const resume = (): void => void session.send({ type: 'pause', isPaused: false });
  return (
    <div className="welcome-actions">
      <button
        type="button"
        className="button primary"
        disabled={!isOpen}
        onClick={isPaused ? resume : startListening}
      >
        {isPaused ? t('capture.resume') : t('capture.start')}
      </button>
      {!isPaused && (
        <button type="button" className="button" disabled={!isOpen} onClick={checkSound}>
          {t('deaf.check')}
        </button>
      )}
      <button
        type="button"
        className="button"
        disabled={!isOpen}
        onClick={() => void session.send({ type: 'play-demo' })}
      >
        {t('action.try-demo')}
      </button>
    </div>
  );
}
