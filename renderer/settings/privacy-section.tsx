import { RETENTION_DAYS } from '../../engine/protocol/settings.ts';
import { useMessages } from '../messages/use-messages.ts';
import { useSession, useSessionState } from '../session/session-context.tsx';
import { ChoiceSetting } from './choice-setting.tsx';

/** What is kept, and the consent to listen. */
export function PrivacySection() {
  const { t, date, time } = useMessages();
  const session = useSession();
  const consentAtMs = useSessionState((state) => state.settings?.privacy.consentAtMs ?? null);
  return (
    <>
      <ChoiceSetting
        part="privacy"
        name="retention"
        label={t('settings.privacy.retention')}
        hint={t('settings.privacy.retention-hint')}
        choices={{
          keep: t('settings.privacy.retention.keep'),
          '90-days': t('settings.privacy.retention.days', { count: RETENTION_DAYS['90-days'] }),
          '30-days': t('settings.privacy.retention.days', { count: RETENTION_DAYS['30-days'] }),
          '7-days': t('settings.privacy.retention.days', { count: RETENTION_DAYS['7-days'] }),
          '1-day': t('settings.privacy.retention.days', { count: RETENTION_DAYS['1-day'] }),
          session: t('settings.privacy.retention.session'),
        }}
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
      <h3>{t('settings.privacy.consent')}</h3>
      <div className="facts">
        <p>
          {consentAtMs === null
            ? t('settings.privacy.consent-none')
            : t('settings.privacy.consent-given', { date: date(consentAtMs), time: time(consentAtMs) })}
        </p>
        <p className="hint">{t('settings.privacy.consent-hint')}</p>
        {consentAtMs !== null && (
          <button
            type="button"
            className="button"
            onClick={() => void session.send({ type: 'withdraw-consent' })}
          >
            {t('settings.privacy.withdraw')}
          </button>
        )}
      </div>
    </>
  );
}
