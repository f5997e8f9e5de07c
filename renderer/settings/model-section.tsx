import type { Messages } from '../messages/messages.ts';
import { useMessages } from '../messages/use-messages.ts';
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
        <span>{t('settings.model.now')}</span>
        <ModelBadge />
      </div>
      <ChoiceSetting
        part="model"
        name="backend"
        label={t('settings.model.backend')}
        hint={t('settings.model.backend-hint')}
        choices={{
          auto: t('settings.model.backend.auto'),
          ollama: 'Ollama',
          openai: t('settings.model.backend.openai'),
          embedded: t('settings.model.backend.embedded'),
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
            label={t('settings.model.ollama-url')}
            hint={t('settings.model.ollama-url-hint')}
          />
          <TokenSetting service="model" addresses={[ollamaUrl.value]} />
        </>
      )}
      {backend === 'openai' && (
        <>
          <LinesSetting
            setting={openaiUrls}
            label={t('settings.model.urls')}
            hint={t('settings.model.urls-hint')}
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
          title={t('settings.model.files')}
          selected={embeddedModel.value}
          onSelect={(name) => void embeddedModel.change(name)}
        />
      )}
      <SwitchSetting
        part="model"
        name="allowRemoteModels"
        label={t('settings.model.allow-remote')}
        hint={t('settings.model.allow-remote-hint')}
      />
      <More summary={t('settings.model.more')}>
        <SliderSetting
          part="model"
          name="permitCount"
          label={t('settings.model.permits')}
          min={1}
          max={16}
          step={1}
          print={String}
          hint={t('settings.model.permits-hint')}
        />
        <SliderSetting
          part="model"
          name="contextTokenCount"
          label={t('settings.model.context')}
          min={1024}
          max={32768}
          step={1024}
          print={(limit) => t('settings.model.context-value', { limit })}
          hint={t('settings.model.context-hint')}
        />
      </More>
    </>
  );
}

function ModelList({ models }: { readonly models: readonly ModelListing[] }) {
  const { t } = useMessages();
  const session = useSession();
  const { value, error, change } = useSetting({ part: 'model', name: 'name' });
  const selected = useSessionState((state) => value || (state.models?.selected ?? ''));
  const leftOutCount = useSessionState((state) => state.models?.leftOutCount ?? 0);
  return (
    <fieldset className="list">
      <legend>{t('settings.model.list')}</legend>
      <button
        type="button"
        className="button small legend-action"
        onClick={() => void session.send({ type: 'list-models' })}
      >
        {t('settings.model.refresh')}
      </button>
      {models.length === 0 && <p className="hint">{t('settings.model.none')}</p>}
      {leftOutCount > 0 && <p className="hint">{t('settings.model.left-out', { count: leftOutCount })}</p>}
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
  const messages = useMessages();
  const { t, latency, number } = messages;
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
          <span className="figures">{describe(model, messages)}</span>
          {refusal && <span className="warning">{t(refusal)}</span>}
          <span className="figures" role="status">
            {paceText()}
          </span>
        </span>
      </label>
      {model.isLoaded && (
        <span className="chip" data-path="live">
          {t('settings.model.loaded')}
        </span>
      )}
      {model.isRemote && (
        <span className="chip" data-ending="interrupted">
          {t('settings.model.remote')}
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

function describe(
  { family, parameterSize, quantization, sizeBytes, canThink }: ModelListing,
  { t, bytes }: Messages,
): string {
  const size = sizeBytes === undefined ? undefined : bytes(sizeBytes);
  return [family, parameterSize, quantization, size, canThink ? t('settings.model.can-think') : undefined]
    .filter((part) => part !== undefined && part !== '')
    .join(' · ');
}
