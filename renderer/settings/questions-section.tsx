import { useSession, useSessionState } from '../session/session-context.tsx';
import type { QuestionDetector } from '../session/state.ts';
import { ChoiceSetting } from './choice-setting.tsx';
import { SliderSetting } from './slider-setting.tsx';
import { useMessages } from '../messages/use-messages.ts';
import { StateLine } from './state-line.tsx';
import { SwitchSetting } from './switch-setting.tsx';

/** When Sotto answers automatically. */
export function QuestionsSection() {
  const { t, language, latency, percent } = useMessages();
  const detector = useSessionState((state) => state.questionDetector);
  const turn = useSessionState((state) => state.settings?.turn);
  return (
    <>
      <StateLine component="question-detector" />
      <SwitchSetting
        part="question"
        name="onlyOnRequest"
        label={t('settings.only-on-request')}
        hint={t('settings.only-on-request-hint')}
      />
      <SliderSetting
        part="question"
        name="sensitivity"
        label={t('settings.questions.certainty')}
        min={0}
        max={1}
        step={0.05}
        print={percent}
        hint={(language === 'en' && detector?.meaning) || t('settings.questions.certainty-hint')}
      />
      <ChoiceSetting
        part="question"
        name="detector"
        label={t('settings.questions.detector')}
        choices={{
          trained: t('settings.questions.detector.trained'),
          rules: t('settings.questions.detector.rules'),
        }}
      />
      {detector && <DetectorFacts detector={detector} />}
      <h3>{t('settings.questions.pauses')}</h3>
      <SliderSetting
        part="turn"
        name="minHangoverMs"
        label={t('settings.questions.shortest')}
        min={200}
        max={Math.min(2000, turn?.maxHangoverMs ?? 2000)}
        step={20}
        print={latency}
        hint={t('settings.questions.shortest-hint')}
      />
      <SliderSetting
        part="turn"
        name="maxHangoverMs"
        label={t('settings.questions.longest')}
        min={Math.max(1200, turn?.minHangoverMs ?? 1200)}
        max={5000}
        step={100}
        print={latency}
        hint={t('settings.questions.longest-hint')}
      />
    </>
  );
}

/** How this call compares with the detector's training, and what it has learned from the user. */
function DetectorFacts({ detector }: { readonly detector: QuestionDetector }) {
  const { t, language } = useMessages();
  const session = useSession();
  return (
    <div className="facts" role="status">
      <p data-drift={detector.drift}>{t(`settings.questions.drift.${detector.drift}`)}</p>
      {detector.driftedFeatures.length > 0 && (
        <p className="hint">
          {t('settings.questions.differs', {
            names: new Intl.ListFormat(language).format(
              detector.driftedFeatures.map((name) => t(`settings.questions.feature.${name}`)),
            ),
          })}
        </p>
      )}
      <p className="hint">
        {detector.labelCount === 0
          ? t('settings.questions.labels-none')
          : t('settings.questions.labels', { count: detector.labelCount })}
      </p>
      <button
        type="button"
        className="button"
        disabled={!detector.canRevert}
        onClick={() => void session.send({ type: 'revert-question-detector' })}
      >
        {t('settings.questions.revert')}
      </button>
    </div>
  );
}
