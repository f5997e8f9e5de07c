import { SPEECH_MODEL_KINDS } from '../../engine/protocol/model-kind.ts';
import { useMessages } from '../messages/use-messages.ts';
import { useSessionState } from '../session/session-context.tsx';
import { useGuideSessions } from './guide-sessions.ts';
import { ModelTable } from './model-table.tsx';
import { recommendedSpeech, speechReadiness } from './recommended.ts';
import { ReadinessLine } from './readiness-line.tsx';

/** One speech model for this machine, with one button; every other one behind "More choices". */
export function SpeechStep() {
  const { t, bytes } = useMessages();
  const { hud } = useGuideSessions();
  const readiness = useSessionState(speechReadiness);
  const file = useSessionState((state) => recommendedSpeech(state.modelFiles));
  return (
    <>
      <ReadinessLine component="speech" readiness={readiness} readyText={t('guide.speech.ready')} />
      {readiness === 'missing' && (
        <div className="guide-offer">
          <p>
            {file
              ? t('guide.speech.recommended', {
                  name: file.name,
                  size: bytes(file.bytes),
                  licence: file.licence,
                })
              : t('guide.speech.none')}
          </p>
          {file && (
            <button
              type="button"
              className="button primary large"
              onClick={() => void hud.send({ type: 'download-model-file', kind: file.kind, name: file.name })}
            >
              {t('guide.speech.get', { name: file.name })}
            </button>
          )}
        </div>
      )}
      <details>
        <summary>{t('guide.more')}</summary>
        <ModelTable kinds={SPEECH_MODEL_KINDS} />
      </details>
    </>
  );
}
