import { LANGUAGE_NAMES } from '../messages/languages.ts';
import { useMessages } from '../messages/use-messages.ts';
import { useSession } from '../session/session-context.tsx';
import { ChoiceSetting } from './choice-setting.tsx';
import { SliderSetting } from './slider-setting.tsx';
import { SwitchSetting } from './switch-setting.tsx';

export function AppearanceSection() {
  const { t, percent } = useMessages();
  const session = useSession();
  return (
    <>
      <ChoiceSetting
        part="appearance"
        name="theme"
        label="Theme"
        choices={{ system: 'As the system', dark: 'Dark', light: 'Light' }}
      />
      <ChoiceSetting
        part="appearance"
        name="language"
        label={t('settings.language')}
        choices={{ auto: t('settings.language-auto'), ...LANGUAGE_NAMES }}
      />
      <SliderSetting
        part="appearance"
        name="textScale"
        label="Text size"
        min={0.8}
        max={1.6}
        step={0.05}
        print={percent}
      />
      <SliderSetting
        part="appearance"
        name="opacity"
        label="Window opacity"
        min={0.4}
        max={1}
        step={0.05}
        print={percent}
        hint="Of the desktop app’s floating window."
      />
      <button
        type="button"
        className="button self-start"
        onClick={() => void session.send({ type: 'change-settings', patch: { guide: { step: 'consent' } } })}
      >
        {t('settings.guide-again')}
      </button>
      <details>
        <summary>{t('settings.advanced')}</summary>
        <SwitchSetting
          part="server"
          name="metrics"
          label={t('settings.metrics')}
          hint={t('settings.metrics-hint')}
        />
      </details>
    </>
  );
}
