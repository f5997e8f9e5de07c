import { useEffect, useRef, useState } from 'react';
import { MAX_QUESTION_CHARACTERS } from '../../engine/protocol/commands.ts';
import { AnswerWait } from '../parts/answer-wait.tsx';
import { FailureNote } from '../parts/failure-note.tsx';
import { HeardWords } from '../parts/heard-words.tsx';
import { usePushToTalk } from '../parts/use-push-to-talk.ts';
import { useMessages } from '../messages/use-messages.ts';
import { askedTurns, wordsOf } from '../session/selectors.ts';
import { isEnded } from '../session/turns.ts';
import { useSession, useSessionState } from '../session/session-context.tsx';
import { useGuideSessions } from './guide-sessions.ts';
import { answersReadiness, missingModels, speechReadiness } from './recommended.ts';
import { fetchMissing } from './set-up-everything.ts';
import { SoundCheck } from './sound-check.tsx';

const SAMPLES = ['guide.rehearsal.sample-1', 'guide.rehearsal.sample-2', 'guide.rehearsal.sample-3'] as const;

/** A question of the user's, answered: typed or spoken as soon as a model is here, by the demo call until then. */
export function RehearsalStep() {
  const { t } = useMessages();
  const canAnswer = useSessionState((state) => answersReadiness(state) === 'ready');
  const isDemo = useSessionState((state) => state.capture.isDemo);
  const hasAnswer = useSessionState((state) => askedTurns(state).at(-1)?.answer.phase === 'complete');
  return (
    <>
      {canAnswer && !isDemo ? <AskYourself /> : <WatchTheDemo />}
      <RehearsedAnswer />
      {hasAnswer && !isDemo && (
        <>
          <p>{t('guide.rehearsal.next')}</p>
          <SoundCheck />
        </>
      )}
    </>
  );
}

function AskYourself() {
  const { t } = useMessages();
  const session = useSession();
  const [text, setText] = useState('');
  const ask = async (question: string): Promise<void> => {
    if (question !== '' && (await session.send({ type: 'ask', text: question }))) setText('');
  };
  return (
    <>
      <p>{t('guide.rehearsal.ask')}</p>
      <div className="guide-samples">
        {SAMPLES.map((key) => (
          <button key={key} type="button" className="button" onClick={() => void ask(t(key))}>
            {t(key)}
          </button>
        ))}
      </div>
      <form
        className="with-button"
        onSubmit={(event) => {
          event.preventDefault();
          void ask(text.trim());
        }}
      >
        <input
          aria-label={t('guide.rehearsal.type')}
          placeholder={t('guide.rehearsal.type')}
          autoComplete="off"
          maxLength={MAX_QUESTION_CHARACTERS}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit" className="button" disabled={text.trim() === ''}>
          {t('guide.rehearsal.send')}
        </button>
      </form>
      <SayIt />
    </>
  );
}

/** Where speech recognition is ready the question can be said: the button is held while it is. */
function SayIt() {
  const { t } = useMessages();
  const session = useSession();
  const pushToTalk = usePushToTalk();
  const isCapturing = useSessionState((state) => state.capture.isCapturing);
  const canHear = useSessionState(
    (state) => speechReadiness(state) === 'ready' && state.settings?.privacy.consentAtMs != null,
  );
  const words = useSessionState((state) => {
    const newest = state.turns.at(-1);
    return newest ? wordsOf(newest) : '';
  });
  if (!canHear) return null;
  if (!isCapturing)
    return (
      <button type="button" className="button" onClick={() => void session.send({ type: 'start-capture' })}>
        {t('guide.rehearsal.say')}
      </button>
    );
  return (
    <div className="guide-say">
      <button type="button" className="button talk" {...pushToTalk}>
        {t('guide.rehearsal.hold')}
      </button>
      <p>
        <span className="hint">{t('guide.rehearsal.saying')}</span> {words}
      </p>
    </div>
  );
}

/** Waits for nothing: the demo has its own models. */
function WatchTheDemo() {
  const { t } = useMessages();
  const sessions = useGuideSessions();
  const isDemo = useSessionState((state) => state.capture.isDemo);
  const isLoading = useSessionState((state) => answersReadiness(state) === 'loading');
  const canFetch = useSessionState((state) => {
    const { speech, chat } = missingModels(state);
    const isFetching = Object.values(state.downloads).some(({ status }) => status === 'running');
    return !isFetching && (speech !== undefined || chat !== undefined);
  });
  return (
    <div className="guide-offer">
      <p>{t(isLoading ? 'guide.rehearsal.loading' : 'guide.rehearsal.not-yet')}</p>
      <button
        type="button"
        className={isDemo ? 'button' : 'button primary large'}
        onClick={() => void sessions.hud.send({ type: isDemo ? 'stop-demo' : 'play-demo' })}
      >
        {t(isDemo ? 'guide.rehearsal.demo-stop' : 'guide.rehearsal.demo')}
      </button>
      {isDemo && <HeardWords />}
      {canFetch && !isDemo && (
        <button type="button" className="button" onClick={() => void fetchMissing(sessions)}>
          {t('guide.rehearsal.get')}
        </button>
      )}
    </div>
  );
}

function RehearsedAnswer() {
  const { t, latency } = useMessages();
  const turn = useSessionState((state) => state.turns.findLast(({ answer }) => answer !== undefined));
  const answer = turn?.answer;
  const card = useRef<HTMLElement>(null);
  const phase = answer?.phase;
  useEffect(() => {
    if (phase !== undefined) card.current?.scrollIntoView({ block: 'nearest' });
  }, [phase]);
  if (!answer) return null;
  const { question, bullets, failure, firstBulletMs, model } = answer;
  return (
    <section className="guide-answer" aria-live="polite" ref={card}>
      <p className="guide-question">{question}</p>
      {bullets.length === 0 && !isEnded(answer) && (
        <p className="hint">
          <AnswerWait answer={answer} />
        </p>
      )}
      {bullets.length > 0 && (
        <ul>
          {bullets.map((bullet, index) => (
            <li key={index}>{bullet}</li>
          ))}
        </ul>
      )}
      {failure && <FailureNote failure={failure} />}
      {phase === 'complete' && model !== undefined && firstBulletMs !== null && (
        <p className="hint">{t('guide.rehearsal.answered', { model, latency: latency(firstBulletMs) })}</p>
      )}
    </section>
  );
}
