import { useMessages } from '../messages/use-messages.ts';
import { playedNow } from '../session/selectors.ts';
import { useSessionState } from '../session/session-context.tsx';
import { Globe, Laptop, Network } from './icons.tsx';

const LOCATION_ICONS = { 'this-machine': Laptop, 'local-network': Network, remote: Globe } as const;

/** Which model answers, and on whose machine. */
export function ModelBadge() {
  const { t } = useMessages();
  const models = useSessionState((state) => state.models);
  // The demo's models are tiny and know nothing else.
  const isDemo = useSessionState((state) => playedNow(state) === 'demo');
  if (!models || models.selected === '') return <p className="status-text">{t('model.none')}</p>;
  const Icon = LOCATION_ICONS[models.location];
  return (
    <p className="status-text" title={`${models.selected} · ${models.backend} · ${models.address}`}>
      <Icon sizePx={14} />
      <span className="badge" data-location={models.location}>
        {t(`model.${models.location}`)}
      </span>
      <span className="clip">{isDemo ? t('model.demo') : models.selected}</span>
    </p>
  );
}
