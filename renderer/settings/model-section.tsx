import { useMessages } from '../messages/use-messages.ts';
import { formatBytes } from '../session/format.ts';
import { runningDownloads } from '../session/selectors.ts';
import { useSession, useSessionState } from '../session/session-context.tsx';
import type { ModelListing } from '../session/state.ts';
import { DownloadProgress } from '../parts/download-progress.tsx';
import { ModelBadge } from '../parts/model-badge.tsx';
import { ChoiceSetting } from './choice-setting.tsx';
import { LinesSetting } from './lines-setting.tsx';
import { ModelFiles } from './model-files.tsx';
import { PullModel } from './pull-model.tsx';
import { More } from './setting-search.tsx';
import { SliderSetting } from './slider-setting.tsx';
import { SwitchSetting } from './switch-setting.tsx';
import { TextSetting } from './text-setting.tsx';
import { TokenSetting } from './token-setting.tsx';
import { useSetting } from './use-setting.ts';

/** Which model answers, and where it runs. */
export function ModelSection() {
  const { t } = useMessages();
  const models = useSessionState((state) => state.models);
  const downloads = useSessionState((state) => state.downloads);
  const backend = useSessionState((state) => state.settings?.model.backend ?? 'auto');
  const embeddedModel = useSetting({ part: 'model', name: 'embeddedModel' });
  const ollamaUrl = useSetting({ part: 'model', name: 'ollamaUrl' });
  const openaiUrls = useSetting({ part: 'model', name: 'openaiUrls' });
  return (
    <>
      <div className="now">
        <span>Answers now</span>
        <ModelBadge />
      </div>
      <ChoiceSetting
        part="model"
        name="backend"
        label="Where the model runs"
        hint="Automatic takes Ollama when it answers and else the embedded model."
        choices={{
          auto: 'Automatic',
          ollama: 'Ollama',
          openai: 'OpenAI-compatible server',
          embedded: 'Embedded in Sotto',
        }}
      />
      {backend !== 'embedded' && <ModelList models={models?.models ?? []} />}
      {(backend === 'auto' || backend === 'ollama') && (
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
            label="Ollama address"
            hint="On this machine unless you say otherwise."
          />
          <TokenSetting service="model" addresses={[ollamaUrl.value]} />
        </>
      )}
      {backend === 'openai' && (
        <>
          <LinesSetting
            setting={openaiUrls}
            label="Server addresses"
            hint="One a line, tried in order: the next is used when one fails."
            placeholder="http://127.0.0.1:8000/v1"
            print={String}
            parse={String}
          />
          <TokenSetting service="model" addresses={openaiUrls.value} />
          <TextSetting
            part="model"
            name="name"
            label={t('settings.model.name')}
            hint={t('settings.model.name-hint')}
          />
        </>
      )}
      {(backend === 'auto' || backend === 'embedded') && (
        <ModelFiles
          kind="chat"
          title="Embedded models"
          selected={embeddedModel.value}
          onSelect={(name) => void embeddedModel.change(name)}
        />
      )}
      <SwitchSetting
        part="model"
        name="allowRemoteModels"
        label="Allow models on other people’s servers"
        hint="Questions and what was said around them are then sent over the internet. Such models are marked Remote."
      />
      <More summary={t('settings.model.more')}>
        <SliderSetting
          part="model"
          name="permitCount"
          label="Questions at once"
          min={1}
          max={16}
          step={1}
          print={String}
          hint="1 is best for one machine; a server with several GPUs takes more."
        />
        <SliderSetting
          part="model"
          name="contextTokenCount"
          label="Context"
          min={1024}
          max={32768}
          step={1024}
          print={(value) => `${value} tokens`}
          hint="How much of the call the model sees. More takes more memory."
        />
      </More>
    </>
  );
}

function ModelList({ models }: { readonly models: readonly ModelListing[] }) {
  const session = useSession();
  const { value, error, change } = useSetting({ part: 'model', name: 'name' });
  const selected = useSessionState((state) => value || (state.models?.selected ?? ''));
  const leftOutCount = useSessionState((state) => state.models?.leftOutCount ?? 0);
  return (
    <fieldset className="list">
      <legend>Models</legend>
      <button
        type="button"
        className="button small legend-action"
        onClick={() => void session.send({ type: 'list-models' })}
      >
        Refresh
      </button>
      {models.length === 0 && (
        <p className="hint">The server lists no models. Get one below, or check the address.</p>
      )}
      {leftOutCount > 0 && (
        <p className="hint">
          {leftOutCount} more {leftOutCount === 1 ? 'model' : 'models'} of this server not listed here.
        </p>
      )}
      {models.map((model) => (
        <ModelRow
          key={model.name}
          model={model}
          isSelected={model.name === selected}
          onSelect={() => void change(model.name)}
        />
      ))}
      <p className="field-result" role="status" data-error={error !== undefined}>
        {error}
      </p>
    </fieldset>
  );
}

interface ModelRowProps {
  readonly model: ModelListing;
  readonly isSelected: boolean;
  readonly onSelect: () => void;
}

/** One model, with why it cannot be chosen, or how fast it is here. */
function ModelRow({ model, isSelected, onSelect }: ModelRowProps) {
  const { t, latency, number } = useMessages();
  const session = useSession();
  const allowsRemote = useSessionState((state) => state.settings?.model.allowRemoteModels ?? false);
  const pace = useSessionState((state) => state.modelPaces[model.name]);
  const refusal = refusalOf(model, allowsRemote);
  const paceText = (): string => {
    if (pace === undefined) return '';
    if (pace.status === 'running') return t('settings.model.measuring');
    if (pace.status === 'failed' || pace.firstTokenMs === null) return pace.detail;
    const first = latency(pace.firstTokenMs);
    return pace.tokensPerSecond === null
      ? t('settings.model.measured-short', { latency: first })
      : t('settings.model.measured', { latency: first, rate: number(Math.round(pace.tokensPerSecond)) });
  };
  return (
    <div className="list-row">
      <label className="list-choice">
        <input
          type="radio"
          name="model"
          checked={isSelected}
          disabled={refusal !== undefined}
          onChange={onSelect}
        />
        <span className="list-text">
          <strong>{model.name}</strong>
          <span className="figures">{describe(model)}</span>
          {refusal && <span className="warning">{t(refusal)}</span>}
          <span className="figures" role="status">
            {paceText()}
          </span>
        </span>
      </label>
      {model.isLoaded && (
        <span className="chip" data-path="live">
          Loaded
        </span>
      )}
      {model.isRemote && (
        <span className="chip" data-ending="interrupted">
          Remote
        </span>
      )}
      {refusal === undefined && (
        <button
          type="button"
          className="button small"
          aria-label={t('settings.model.measure', { name: model.name })}
          disabled={pace?.status === 'running'}
          onClick={() => void session.send({ type: 'measure-model', name: model.name })}
        >
          {t('settings.model.measure-short')}
        </button>
      )}
    </div>
  );
}

/** Why a model cannot be chosen; undefined when it can. */
function refusalOf({ isRemote, unsuited }: ModelListing, allowsRemote: boolean) {
  if (unsuited === 'not-chat') return 'settings.model.not-chat';
  if (unsuited === 'base') return 'settings.model.base';
  return isRemote && !allowsRemote ? 'settings.model.refused-remote' : undefined;
}

function describe({ family, parameterSize, quantization, sizeBytes, canThink }: ModelListing): string {
  const size = sizeBytes === undefined ? undefined : formatBytes(sizeBytes);
  return [family, parameterSize, quantization, size, canThink ? 'can think' : undefined]
    .filter((part) => part !== undefined && part !== '')
    .join(' · ');
}
