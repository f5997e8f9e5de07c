import { useMessages } from '../messages/use-messages.ts';
import { LanguageSetting } from './language-setting.tsx';
import { LinesSetting } from './lines-setting.tsx';
import { ProfilePreset } from './profile-preset.tsx';
import { SliderSetting } from './slider-setting.tsx';
import { SwitchSetting } from './switch-setting.tsx';
import { TextSetting } from './text-setting.tsx';
import { useSetting } from './use-setting.ts';

/** How answers look, what they know of the call, and what is done ahead of time. */
export function AnswersSection() {
  const { t } = useMessages();
  return (
    <>
      <SliderSetting
        part="answer"
        name="bulletCount"
        label={t('settings.answers.bullets')}
        min={1}
        max={5}
        step={1}
        print={(limit) => t('settings.answers.bullets-value', { limit })}
        hint={t('settings.answers.bullets-hint')}
      />
      <LanguageSetting
        part="answer"
        label={t('settings.answers.language')}
        hint={t('settings.answers.language-hint')}
        auto={t('settings.answers.language-auto')}
      />
      <h3>{t('settings.answers.about')}</h3>
      <Profile />
      <h3>{t('settings.answers.speed')}</h3>
      <Speed />
    </>
  );
}

function Profile() {
  const { t } = useMessages();
  const glossary = useSetting({ part: 'profile', name: 'glossary' });
  return (
    <>
      <ProfilePreset />
      <TextSetting
        part="profile"
        name="role"
        label={t('settings.answers.role')}
        placeholder={t('settings.answers.role-example')}
      />
      <TextSetting
        part="profile"
        name="topic"
        label={t('settings.answers.topic')}
        placeholder={t('settings.answers.topic-example')}
      />
      <TextSetting
        part="profile"
        name="notes"
        label={t('settings.answers.notes')}
        rowCount={5}
        hint={t('settings.answers.notes-hint')}
      />
      <LinesSetting
        setting={glossary}
        label={t('settings.answers.glossary')}
        hint={t('settings.answers.glossary-hint')}
        placeholder="TCP = Transmission Control Protocol"
        rowCount={4}
        print={({ term, expansion }) => `${term} = ${expansion}`}
        parse={(line) => {
          const [term = '', ...rest] = line.split('=');
          return { term: term.trim(), expansion: rest.join('=').trim() };
        }}
      />
    </>
  );
}

function Speed() {
  const { t } = useMessages();
  return (
    <>
      <SwitchSetting
        part="answer"
        name="cache"
        label={t('settings.answers.cache')}
        hint={t('settings.answers.cache-hint')}
      />
      <SliderSetting
        part="answer"
        name="cacheDays"
        label={t('settings.answers.cache-days')}
        min={1}
        max={365}
        step={1}
        print={(count) => t('settings.answers.days', { count })}
      />
      <SwitchSetting
        part="model"
        name="speculation"
        label={t('settings.answers.speculation')}
        hint={t('settings.answers.speculation-hint')}
      />
      <SwitchSetting
        part="model"
        name="prewarm"
        label={t('settings.answers.prewarm')}
        hint={t('settings.answers.prewarm-hint')}
      />
    </>
  );
}
