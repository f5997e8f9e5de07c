import { useMessages } from '../messages/use-messages.ts';
import { shellOf } from '../session/bootstrap.ts';
import { ShortcutSetting } from './shortcut-setting.tsx';
import { StateLine } from './state-line.tsx';

/** The shortcuts, each set by pressing it. */
export function KeysSection() {
  const { t } = useMessages();
  return (
    <>
      <StateLine component="push-to-talk" />
      <p className="hint">{t('settings.keys.how')}</p>
      <ShortcutSetting name="pushToTalk" hint={t('settings.keys.talk-hint')} />
      {shellOf(window) && (
        <>
          <ShortcutSetting name="askLast" />
          <ShortcutSetting name="showHide" />
          <ShortcutSetting name="compact" />
          <ShortcutSetting name="clickThrough" />
          <ShortcutSetting name="pause" />
          <ShortcutSetting name="copyAnswer" />
          <ShortcutSetting name="wipe" />
        </>
      )}
      <h3>{t('settings.keys.here')}</h3>
      <dl className="keys">
        <dt>← →</dt>
        <dd>{t('settings.keys.arrows')}</dd>
        <dt>Esc</dt>
        <dd>{t('settings.keys.escape')}</dd>
      </dl>
    </>
  );
}
