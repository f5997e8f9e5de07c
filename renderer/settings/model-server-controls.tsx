import type { ComponentType } from 'react';
import { MODEL_SERVER_NEEDS, type ModelServerKind } from '../../engine/protocol/settings.ts';
import { useMessages } from '../messages/use-messages.ts';
import { DownloadProgress } from '../parts/download-progress.tsx';
import { runningDownloads } from '../session/selectors.ts';
import { useSessionState } from '../session/session-context.tsx';
import { LinesSetting } from './lines-setting.tsx';
import { ModelFiles } from './model-files.tsx';
import { PullModel } from './pull-model.tsx';
import { TextSetting } from './text-setting.tsx';
import { TokenSetting } from './token-setting.tsx';
import { useSetting } from './use-setting.ts';

/** What there is to set for what a model server is reached by. */
const CONTROLS: Readonly<Record<(typeof MODEL_SERVER_NEEDS)[ModelServerKind], ComponentType>> = {
  'ollama-address': OllamaControls,
  addresses: OpenAiControls,
  'model-file': BuiltInControls,
};

/** What there is to set for a kind of model server. */
export function ModelServerControls({ kind }: { readonly kind: ModelServerKind }) {
  const Controls = CONTROLS[MODEL_SERVER_NEEDS[kind]];
  return <Controls />;
}

function OllamaControls() {
  const { t } = useMessages();
  const downloads = useSessionState((state) => state.downloads);
  const url = useSessionState((state) => state.settings?.model.ollamaUrl ?? '');
  return (
    <>
      <PullModel />
      {runningDownloads(downloads)
        .filter(({ kind }) => kind === 'ollama')
        .map((download) => (
          <DownloadProgress key={download.name} download={download} />
        ))}
      <TextSetting
        part="model"
        name="ollamaUrl"
        label={t('settings.model.ollama-url')}
        hint={t('settings.model.ollama-url-hint')}
      />
      <TokenSetting service="model" addresses={[url]} />
    </>
  );
}

function OpenAiControls() {
  const { t } = useMessages();
  const urls = useSetting({ part: 'model', name: 'openaiUrls' });
  return (
    <>
      <LinesSetting
        setting={urls}
        label={t('settings.model.urls')}
        hint={t('settings.model.urls-hint')}
        placeholder="http://127.0.0.1:8000/v1"
        print={String}
        parse={String}
      />
      <TokenSetting service="model" addresses={urls.value} />
      <TextSetting
        part="model"
        name="name"
        label={t('settings.model.name')}
        hint={t('settings.model.name-hint')}
      />
    </>
  );
}

function BuiltInControls() {
  const { t } = useMessages();
  const model = useSetting({ part: 'model', name: 'embeddedModel' });
  // Where none is set, the best one that is here runs.
  const running = useSessionState(({ models }) => (models?.backend === 'embedded' ? models.selected : ''));
  return (
    <ModelFiles
      kind="chat"
      title={t('settings.model.files')}
      selected={model.value || running}
      onSelect={(name) => void model.change(name)}
    />
  );
}
