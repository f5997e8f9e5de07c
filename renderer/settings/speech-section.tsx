import { RECOGNIZER_NAMES } from '../../engine/protocol/settings.ts';
import { nameText } from '../messages/engine-texts.ts';
import { useMessages } from '../messages/use-messages.ts';
import { useSessionState } from '../session/session-context.tsx';
import { choiceLabels } from './choice-labels.ts';
import { ChoiceSetting } from './choice-setting.tsx';
import { ModelFiles } from './model-files.tsx';
import { LanguageSetting } from './language-setting.tsx';
import { RecognizerControls } from './recognizer-controls.tsx';
import { StateLine } from './state-line.tsx';
import { SwitchSetting } from './switch-setting.tsx';
import { TextSetting } from './text-setting.tsx';

/** Which recognizer runs with which model, and what is wrong with it. */
function RecognizesNow() {
  const messages = useMessages();
  const { t } = messages;
  const state = useSessionState(({ components }) => components.speech);
  return (
    <>
      <div className="now">
        <span>{t('settings.speech.now')}</span>
        <p>{state?.name === undefined ? t('settings.speech.nothing') : nameText(messages, state.name)}</p>
      </div>
      {(state?.status !== 'ready' || (state.notes?.length ?? 0) > 0) && <StateLine component="speech" />}
    </>
  );
}

/** What turns sound into text. */
export function SpeechSection() {
  const messages = useMessages();
  const { t } = messages;
  const recognizer = useSessionState((state) => state.settings?.speech.recognizer ?? 'auto');
  const tellsSpeakers = useSessionState((state) => state.settings?.speech.speakers === true);
  return (
    <>
      <RecognizesNow />
      <ChoiceSetting
        part="speech"
        name="recognizer"
        label={t('settings.speech.recognizer')}
        choices={choiceLabels(
          ['auto', ...RECOGNIZER_NAMES],
          (name) => `settings.speech.recognizer.${name}`,
          messages,
        )}
      />
      <RecognizerControls key={recognizer} recognizer={recognizer} />
      <LanguageSetting
        part="speech"
        label={t('settings.speech.language')}
        hint={t('settings.speech.language-hint')}
        auto={t('settings.speech.language-auto')}
      />
      <TextSetting
        part="speech"
        name="vocabulary"
        label={t('settings.speech.vocabulary')}
        hint={t('settings.speech.vocabulary-hint')}
        rowCount={2}
      />
      {(recognizer === 'auto' || recognizer === 'whisper.cpp') && (
        <SwitchSetting
          part="speech"
          name="useGpu"
          label={t('settings.speech.gpu')}
          hint={t('settings.speech.gpu-hint')}
        />
      )}
      <SwitchSetting
        part="speech"
        name="speakers"
        label={t('settings.speech.speakers')}
        hint={t('settings.speech.speakers-hint')}
      />
      {tellsSpeakers && <StateLine component="speakers" />}
      {tellsSpeakers && <ModelFiles kind="speaker" title={t('settings.speech.speaker-files')} />}
    </>
  );
}
