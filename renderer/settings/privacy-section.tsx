import { useMessages } from '../messages/use-messages.ts';
import { useSession, useSessionState } from '../session/session-context.tsx';
import { ChoiceSetting } from './choice-setting.tsx';

/** What is kept, and the consent to listen. */
export function PrivacySection() {
  const { t } = useMessages();
  const session = useSession();
  const consentAtMs = useSessionState((state) => state.settings?.privacy.consentAtMs ?? null);
  return (
    <>
      <ChoiceSetting
        part="privacy"
        name="retention"
        label="What was said"
        hint="Sound is never kept. Session only writes nothing that was said to disk."
        choices={{ keep: 'Keep on this machine', session: 'Session only' }}
      />
      <ChoiceSetting
        part="privacy"
        name="wipeScope"
        label={t('settings.privacy.wipe')}
        hint={t('settings.privacy.wipe-hint')}
        choices={{
          'all-calls': t('settings.privacy.wipe.all-calls'),
          call: t('settings.privacy.wipe.call'),
        }}
      />
      <h3>Consent to listen</h3>
      <div className="facts">
        <p>
          {consentAtMs === null
            ? 'Not given. Sotto asks before it listens for the first time.'
            : `Given on ${new Date(consentAtMs).toLocaleString()}.`}
        </p>
        <p className="hint">
          Many places ask you to tell the others, or to have their consent, before a call is transcribed.
        </p>
        {consentAtMs !== null && (
          <button
            type="button"
            className="button"
            onClick={() => void session.send({ type: 'withdraw-consent' })}
          >
            Withdraw consent
          </button>
        )}
      </div>
    </>
  );
}
