import { MODEL_SERVER_KINDS, modelServerKinds } from '../../engine/protocol/settings.ts';
import { useMessages } from '../messages/use-messages.ts';
import { ModelBadge } from '../parts/model-badge.tsx';
import { useSessionState } from '../session/session-context.tsx';
import { choiceLabels } from './choice-labels.ts';
import { ChoiceSetting } from './choice-setting.tsx';
import { ModelList } from './model-list.tsx';
import { ModelServerControls } from './model-server-controls.tsx';
import { More } from './setting-search.tsx';
import { SliderSetting } from './slider-setting.tsx';
import { SwitchSetting } from './switch-setting.tsx';

/** Which model answers, and where it runs. */
export function ModelSection() {
  const messages = useMessages();
  const { t } = messages;
  const backend = useSessionState((state) => state.settings?.model.backend ?? 'auto');
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
        choices={choiceLabels(
          ['auto', ...MODEL_SERVER_KINDS],
          (name) => `settings.model.backend.${name}`,
          messages,
        )}
      />
      {backend !== 'embedded' && <ModelList />}
      {modelServerKinds({ backend }).map((kind) => (
        <ModelServerControls key={kind} kind={kind} />
      ))}
      <SwitchSetting
        part="model"
        name="allowRemoteModels"
        label={t('settings.model.allow-remote')}
        hint={t('settings.model.allow-remote-hint')}
      />
      <MoreOfModels />
    </>
  );
}

function MoreOfModels() {
  const { t } = useMessages();
  return (
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
  );
}
