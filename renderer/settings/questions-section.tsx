import { useSession, useSessionState } from '../session/session-context.tsx';
import type { Detector } from '../session/state.ts';
import { ChoiceSetting } from './choice-setting.tsx';
import { SliderSetting } from './slider-setting.tsx';
import { useMessages } from '../messages/use-messages.ts';
import { StateLine } from './state-line.tsx';
import { SwitchSetting } from './switch-setting.tsx';

const DRIFTS: Readonly<Record<Detector['drift'], string>> = {
  unknown: 'Not enough of this call was heard yet to compare it with what the detector was trained on.',
  stable: 'This call sounds like what the detector was trained on.',
  moderate:
    'This call differs from what the detector was trained on. Judge a few answers, so that it can adjust.',
  high: 'This call differs much from what the detector was trained on. Check the microphone and the speech model, or use hold-to-ask.',
};

/** When Sotto answers by itself. */
export function QuestionsSection() {
  const { t } = useMessages();
  const session = useSession();
  const detector = useSessionState((state) => state.detector);
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
        label="Answer only what is certain"
        min={0}
        max={1}
        step={0.05}
        print={(value) => `${Math.round(value * 100)} %`}
        hint={detector?.meaning ?? 'Left answers more, right answers only clear questions.'}
      />
      <ChoiceSetting
        part="question"
        name="detector"
        label="Detector"
        choices={{ trained: 'Trained on conversations', rules: 'Readable rules' }}
      />
      {detector && (
        <div className="facts" role="status">
          <p data-drift={detector.drift}>{DRIFTS[detector.drift]}</p>
          {detector.driftedFeatures.length > 0 && (
            <p className="hint">Differs in: {detector.driftedFeatures.join(', ')}.</p>
          )}
          <p className="hint">
            {detector.labelCount === 0
              ? 'You judged nothing yet. Thumbs and “Not a question” teach the detector, on this machine only.'
              : `You judged ${detector.labelCount} ${detector.labelCount === 1 ? 'turn' : 'turns'}; from 50 on the detector adjusts to them.`}
          </p>
          <button
            type="button"
            className="button"
            disabled={!detector.canRevert}
            onClick={() => void session.send({ type: 'revert-detector' })}
          >
            Go back to the shipped detector
          </button>
        </div>
      )}
      <h3>Pauses</h3>
      <SliderSetting
        part="turn"
        name="minHangoverMs"
        label="Shortest wait"
        min={200}
        max={2000}
        step={20}
        print={(value) => `${value} ms`}
        hint="After a complete question."
      />
      <SliderSetting
        part="turn"
        name="maxHangoverMs"
        label="Longest wait"
        min={1200}
        max={5000}
        step={100}
        print={(value) => `${value} ms`}
        hint="After an unfinished sentence."
      />
    </>
  );
}
