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
  const glossary = useSetting({ part: 'profile', name: 'glossary' });
  return (
    <>
      <SliderSetting
        part="answer"
        name="bulletCount"
        label="Bullets"
        min={1}
        max={5}
        step={1}
        print={(value) => `at most ${value}`}
        hint="Each at most 14 words."
      />
      <LanguageSetting
        part="answer"
        label={t('settings.answers.language')}
        hint={t('settings.answers.language-hint')}
        auto={t('settings.answers.language-auto')}
      />
      <h3>About the call</h3>
      <ProfilePreset />
      <TextSetting
        part="profile"
        name="role"
        label="Your role"
        placeholder="Candidate for a backend position"
      />
      <TextSetting
        part="profile"
        name="topic"
        label="Topic"
        placeholder="Technical interview, payments team"
      />
      <TextSetting
        part="profile"
        name="notes"
        label="Notes"
        rowCount={5}
        hint="Facts the answers may use: your experience, prices, dates."
      />
      <LinesSetting
        setting={glossary}
        label="Glossary"
        hint="One a line: TERM = what it stands for."
        placeholder="TCP = Transmission Control Protocol"
        rowCount={4}
        print={({ term, expansion }) => `${term} = ${expansion}`}
        parse={(line) => {
          const [term = '', ...rest] = line.split('=');
          return { term: term.trim(), expansion: rest.join('=').trim() };
        }}
      />
      <h3>Speed</h3>
      <SwitchSetting
        part="answer"
        name="cache"
        label="Remember answers"
        hint="The same question is answered at once, marked From cache."
      />
      <SliderSetting
        part="answer"
        name="cacheDays"
        label="Remember for"
        min={1}
        max={365}
        step={1}
        print={(value) => `${value} ${value === 1 ? 'day' : 'days'}`}
      />
      <SwitchSetting
        part="model"
        name="speculation"
        label="Prepare while listening"
        hint="An answer is begun in a pause of the speaker and shown only if the question stands. Marked Prepared."
      />
      <SwitchSetting
        part="model"
        name="prewarm"
        label="Prepare frequent questions"
        hint="When idle, answers to your frequent questions are made ahead of time."
      />
    </>
  );
}
