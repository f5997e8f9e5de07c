import { useState } from 'react';
import { CommandRefused } from '../../engine/protocol/command-refused.ts';
import { failureText } from '../messages/engine-texts.ts';
import type { Messages } from '../messages/messages.ts';
import { useMessages } from '../messages/use-messages.ts';
import { useSession, useSessionState } from '../session/session-context.tsx';
import type { ModelListing, ModelPace } from '../session/state.ts';
import { useSetting } from './use-setting.ts';

const NO_MODELS: readonly ModelListing[] = [];

/** What the model servers offer; choosing one takes effect at once. */
export function ModelList() {
  const { t } = useMessages();
  const session = useSession();
  const { value, error, change } = useSetting({ part: 'model', name: 'name' });
  // A built-in model may be set by its path, or by a separate setting.
  const selected = useSessionState(({ models: listed }) =>
    listed?.backend === 'embedded' ? listed.selected : value || (listed?.selected ?? ''),
  );
  const models = useSessionState((state) => state.models?.models ?? NO_MODELS);
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
  const { t } = messages;
  const session = useSession();
  const allowsRemote = useSessionState((state) => state.settings?.model.allowRemoteModels ?? false);
  const pace = useSessionState((state) => state.modelPaces[model.name]);
  const refusal = refusalOf(model, allowsRemote);
  const [problem, setProblem] = useState('');
  const measure = async (): Promise<void> => {
    setProblem('');
    try {
      await session.request({ type: 'measure-model', name: model.name });
    } catch (error) {
      if (!(error instanceof CommandRefused)) throw error;
      const { message, remedy } = failureText(messages, error);
      setProblem(`${message} ${remedy}`);
    }
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
            {problem || paceText(model.name, pace, messages)}
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
          onClick={() => void measure()}
        >
          {t('settings.model.measure-short')}
        </button>
      )}
    </div>
  );
}

/** How fast the model answered here when it was measured; '' when it was not. */
function paceText(
  name: string,
  pace: ModelPace | undefined,
  { t, language, latency, number }: Messages,
): string {
  if (pace === undefined) return '';
  if (pace.status === 'running') return t('settings.model.measuring');
  if (pace.status === 'failed' || pace.firstTokenMs === null)
    return (language === 'en' && pace.detail) || t('guide.answers.not-measured', { name });
  const first = latency(pace.firstTokenMs);
  return pace.tokensPerSecond === null
    ? t('settings.model.measured-short', { latency: first })
    : t('settings.model.measured', { latency: first, rate: number(Math.round(pace.tokensPerSecond)) });
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
