import { useEffect, useRef } from 'react';
import type { ComponentType } from 'react';
import { GUIDE_STEPS, type GuideStep } from '../../engine/protocol/settings.ts';
import { useMessages } from '../messages/use-messages.ts';
import { Indicator } from '../parts/indicator.tsx';
import { NoticeBar } from '../parts/notice-bar.tsx';
import { useSessionState } from '../session/session-context.tsx';
import { AnswersStep } from './answers-step.tsx';
import { AgreeButton, ConsentStep } from './consent-step.tsx';
import { DownloadsStrip } from './downloads-strip.tsx';
import { useGuideSessions } from './guide-sessions.ts';
import { answersReadiness, speechReadiness } from './recommended.ts';
import { RehearsalStep } from './rehearsal-step.tsx';
import { SpeechStep } from './speech-step.tsx';
import { useGoTo } from './use-go-to.ts';
import { VoicesStep } from './voices-step.tsx';

type ShownStep = Exclude<GuideStep, 'done'>;
const SHOWN_STEPS = GUIDE_STEPS.filter((step): step is ShownStep => step !== 'done');
/** What is missing is what the guide gets. */
const GUIDED = ['speech-model-missing', 'model-missing'] as const;
const BODIES: Readonly<Record<ShownStep, ComponentType>> = {
  consent: ConsentStep,
  voices: VoicesStep,
  speech: SpeechStep,
  answers: AnswersStep,
  rehearsal: RehearsalStep,
};

/** One step at a time; the engine keeps the current one, so that a reload resumes there. */
export function GuideView() {
  const { t } = useMessages();
  const { hud } = useGuideSessions();
  const step = useSessionState((state) => shownStep(state.settings?.guide.step));
  const index = SHOWN_STEPS.indexOf(step);
  const Body = BODIES[step];
  const goTo = useGoTo();
  useEffect(() => {
    void hud.request({ type: 'describe-machine' }).catch(() => undefined);
    void hud.request({ type: 'list-models' }).catch(() => undefined);
  }, [hud]);
  return (
    <div className="guide-frame">
      <div className="guide">
        <header className="header">
          <h1 className="brand">Sotto</h1>
          <Indicator />
          <button type="button" className="button quiet" onClick={() => goTo('done')}>
            {t('guide.leave')}
          </button>
        </header>
        <main className="guide-body" key={step}>
          <p className="guide-progress">
            {t('guide.progress', { index: index + 1, total: SHOWN_STEPS.length })}
            <span className="guide-dots" aria-hidden="true">
              {SHOWN_STEPS.map((name) => (
                <span key={name} data-here={name === step} />
              ))}
            </span>
          </p>
          <StepTitle text={t(`guide.${step}.title`)} />
          <Body />
        </main>
        <footer className="guide-footer">
          <DownloadsStrip />
          <div className="guide-actions">
            {index > 0 && (
              <button type="button" className="button" onClick={() => goTo(SHOWN_STEPS[index - 1] ?? step)}>
                {t('guide.back')}
              </button>
            )}
            {index === 0 ? <FirstStepButtons /> : <NextButton step={step} next={SHOWN_STEPS[index + 1]} />}
          </div>
        </footer>
        <NoticeBar leftOut={GUIDED} />
      </div>
    </div>
  );
}

/** Takes the focus when its step is shown, so that a screen reader continues there. */
function StepTitle({ text }: { readonly text: string }) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  return (
    <h2 ref={title} tabIndex={-1}>
      {text}
    </h2>
  );
}

function FirstStepButtons() {
  const { t } = useMessages();
  const goTo = useGoTo();
  return (
    <>
      <button type="button" className="button quiet" onClick={() => goTo('voices')}>
        {t('guide.skip-step')}
      </button>
      <AgreeButton />
    </>
  );
}

interface NextButtonProps {
  readonly step: ShownStep;
  readonly next: ShownStep | undefined;
}

/** Ends the guide at the last step; stands back where the step itself has something to press first. */
function NextButton({ step, next }: NextButtonProps) {
  const { t } = useMessages();
  const goTo = useGoTo();
  const isMissing = useSessionState(
    (state) =>
      (step === 'speech' && speechReadiness(state) === 'missing') ||
      (step === 'answers' && answersReadiness(state) === 'missing'),
  );
  return (
    <button
      type="button"
      className={next && !isMissing ? 'button primary' : 'button'}
      onClick={() => goTo(next ?? 'done')}
    >
      {next ? t('guide.next') : t('guide.finish')}
    </button>
  );
}

function shownStep(step: GuideStep | undefined): ShownStep {
  return SHOWN_STEPS.find((name) => name === step) ?? 'consent';
}
