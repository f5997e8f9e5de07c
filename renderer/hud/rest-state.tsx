import type { ComponentState } from '../../engine/protocol/component-state.ts';
import { reasonText } from '../messages/engine-texts.ts';
import { useMessages } from '../messages/use-messages.ts';
import { HeardWords } from '../parts/heard-words.tsx';
import { showPanel, useView } from '../parts/view-state.ts';
import { deafnessOf } from '../session/hearing.ts';
import { heardTurn, isHearing, playedNow, troubles } from '../session/selectors.ts';
import { useSession, useSessionState } from '../session/session-context.tsx';
import type { SessionState } from '../session/state.ts';
import { ComponentRows, PartAction } from './component-list.tsx';
import { NewAnswer } from './live-line.tsx';
import { useStartListening } from '../parts/use-start-listening.ts';

/** No answer is on the card: what Sotto does, the last words it heard, and what, if anything, stands in the way. */
export function RestState() {
  const messages = useMessages();
  const { t } = messages;
  const isPaused = useSessionState((state) => state.capture.isPaused);
  const isCall = useSessionState(isHearing);
  const played = useSessionState(playedNow);
  const isQuiet = useView((view) => view.isQuiet);
  const hasHeard = useSessionState((state) => heardTurn(state.turns) !== undefined);
  const missing = useSessionState(({ components, capture }) =>
    capture.isDemo ? undefined : missingPart(components),
  );
  const rest = isPaused ? 'paused' : (played ?? (!isCall ? 'idle' : isQuiet ? 'quiet' : 'listening'));
  const deafness = useSessionState((state) =>
    isHearing(state) && !playedNow(state) && !isQuiet ? deafnessOf(state) : undefined,
  );
  const isHeard = isCall && hasHeard;
  return (
    <main className="answer rest" aria-label={t('answer.title')} tabIndex={-1}>
      <div className="welcome">
        <h2>{missing ? t('rest.missing') : deafness ? t(`doing.${deafness}`) : t(`rest.${rest}`)}</h2>
        {isHeard && <HeardWords />}
        {!isHeard && missing && <p>{reasonText(messages, missing)}</p>}
        {!isHeard && !missing && !deafness && <p className="rest-text">{t(`rest.${rest}-text`)}</p>}
        {!isCall && <WelcomeActions isPaused={isPaused} missing={missing} />}
        <NewAnswer />
      </div>
      <Troubles besides={missing} />
    </main>
  );
}

/** Without it no question can be heard or answered. */
function missingPart(components: SessionState['components']): ComponentState | undefined {
  return troubles(components).find(
    ({ status, component }) => status === 'failed' && (component === 'speech' || component === 'model'),
  );
}

/** What else does not work, each with its one action. */
function Troubles({ besides }: { readonly besides: ComponentState | undefined }) {
  const components = useSessionState((state) => state.components);
  return <ComponentRows states={troubles(components).filter((state) => state !== besides)} />;
}

interface WelcomeActionsProps {
  readonly isPaused: boolean;
  readonly missing: ComponentState | undefined;
}

/** What is missing comes first: without it listening is of little use. */
function WelcomeActions({ isPaused, missing }: WelcomeActionsProps) {
  const session = useSession();
  const { t } = useMessages();
  const startListening = useStartListening();
  const isOpen = useSessionState((state) => state.connection === 'open');
  const hasConsent = useSessionState(({ settings }) => settings?.privacy.consentAtMs != null);
  const checkSound = (): void => showPanel(hasConsent ? 'sound-check' : 'consent');
  const resume = (): void => void session.send({ type: 'pause', isPaused: false });
  return (
    <div className="welcome-actions">
      {missing && <PartAction state={missing} className="primary" />}
      <button
        type="button"
        className={missing ? 'button' : 'button primary'}
        disabled={!isOpen}
        onClick={isPaused ? resume : startListening}
      >
        {isPaused ? t('capture.resume') : t('capture.start')}
      </button>
      {!isPaused && !missing && (
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
