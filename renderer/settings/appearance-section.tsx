import { LANGUAGE_NAMES } from '../messages/languages.ts';
import { useMessages } from '../messages/use-messages.ts';
import { useSession } from '../session/session-context.tsx';
import { ChoiceSetting } from './choice-setting.tsx';
import { More } from './setting-search.tsx';
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
        label={t('settings.appearance.theme')}
        choices={{
          system: t('settings.appearance.theme.system'),
          dark: t('settings.appearance.theme.dark'),
          light: t('settings.appearance.theme.light'),
        }}
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
        label={t('settings.appearance.text-size')}
        min={0.8}
        max={1.6}
        step={0.05}
        print={percent}
      />
      <button
        type="button"
        className="button self-start"
        onClick={() => void session.send({ type: 'change-settings', patch: { guide: { step: 'consent' } } })}
      >
        {t('settings.guide-again')}
      </button>
      <More summary={t('settings.advanced')}>
        <SwitchSetting
          part="server"
          name="metrics"
          label={t('settings.metrics')}
          hint={t('settings.metrics-hint')}
        />
      </More>
    </>
  );
}
