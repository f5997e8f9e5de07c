import type { ComponentType } from 'react';
import type { ModelKind } from '../../engine/protocol/model-kind.ts';
import { RECOGNIZER_NEEDS, type RecognizerName } from '../../engine/protocol/settings.ts';
import { useMessages } from '../messages/use-messages.ts';
import { useSessionState } from '../session/session-context.tsx';
import { LinesSetting } from './lines-setting.tsx';
import { ModelFiles } from './model-files.tsx';
import { TextSetting } from './text-setting.tsx';
import { TokenSetting } from './token-setting.tsx';
import { useSetting } from './use-setting.ts';

/** What there is to set for what a recognizer needs. */
const CONTROLS: Readonly<Record<(typeof RECOGNIZER_NEEDS)[RecognizerName], ComponentType>> = {
  'sherpa-onnx': FolderControls,
  speech: FileControls,
  server: ServerControls,
  command: CommandControls,
};

/** What there is to set for a recognizer: its models, its server or its command. */
export function RecognizerControls({ recognizer }: { readonly recognizer: RecognizerName | 'auto' }) {
  if (recognizer !== 'auto') {
    const Controls = CONTROLS[RECOGNIZER_NEEDS[recognizer]];
    return <Controls />;
  }
  return (
    <>
      <FolderControls />
      <FileControls />
    </>
  );
}

function FolderControls() {
  return <SpeechModels kind="sherpa-onnx" recognizer="sherpa-onnx" />;
}

function FileControls() {
  return <SpeechModels kind="speech" recognizer="whisper.cpp" />;
}

interface SpeechModelsProps {
  readonly kind: ModelKind;
  readonly recognizer: string;
}

function SpeechModels({ kind, recognizer }: SpeechModelsProps) {
  const { t } = useMessages();
  const model = useSetting({ part: 'speech', name: 'model' });
  // Where none is set, the best one that is here runs.
  const running = useSessionState(({ modelFiles, components }) => {
    const names = components.speech?.name?.split(' · ') ?? [];
    return names.includes(recognizer) ? modelFiles.find(({ name }) => names.includes(name))?.name : undefined;
  });
  return (
    <ModelFiles
      kind={kind}
      title={t('settings.speech.files', { recognizer })}
      selected={model.value || (running ?? '')}
      onSelect={(name) => void model.change(name)}
    />
  );
}

function ServerControls() {
  const { t } = useMessages();
  const { value: url } = useSetting({ part: 'speech', name: 'serverUrl' });
  return (
    <>
      <TextSetting
        part="speech"
        name="serverUrl"
        label={t('settings.speech.server')}
        placeholder="http://127.0.0.1:8000/v1"
        hint={t('settings.speech.server-hint')}
      />
      <TokenSetting service="speech" addresses={url === '' ? [] : [url]} />
      <TextSetting part="speech" name="serverModel" label={t('settings.model.name')} />
    </>
  );
}

function CommandControls() {
  const { t } = useMessages();
  const command = useSetting({ part: 'speech', name: 'command' });
  return (
    <LinesSetting
      setting={command}
      label={t('settings.speech.command')}
      hint={t('settings.speech.command-hint', { wav: '{wav}' })}
      placeholder={'pocketsphinx\nsingle\n{wav}'}
      print={String}
      parse={String}
    />
  );
}
