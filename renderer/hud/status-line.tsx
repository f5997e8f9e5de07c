import { Activity, Globe, Laptop, Network, TriangleAlert } from '../parts/icons.tsx';
import { runningDownloads, troubles } from '../session/selectors.ts';
import { useSessionState } from '../session/session-context.tsx';
import type { Models } from '../session/state.ts';
import { ComponentList } from './component-list.tsx';
import { DownloadProgress } from '../parts/download-progress.tsx';
import { LatencyReadout } from './latency-readout.tsx';
import { useRunAction } from './use-run-action.ts';

const PARTS_ID = 'parts';
const LOCATIONS = {
  'this-machine': { icon: Laptop, text: 'This machine' },
  'local-network': { icon: Network, text: 'Local network' },
  remote: { icon: Globe, text: 'Remote server' },
} as const;

interface StatusLineProps {
  /** The empty page lists every part itself. */
  readonly isEmpty: boolean;
}

/** One line that is always there: a download, else what is wrong with its one action, else what answers. */
export function StatusLine({ isEmpty }: StatusLineProps) {
  const components = useSessionState((state) => state.components);
  const downloads = useSessionState((state) => state.downloads);
  const models = useSessionState((state) => state.models);
  const [worst, ...others] = isEmpty ? [] : troubles(components);
  const isDemo = useSessionState((state) => state.capture.isDemo);
  const [download] = runningDownloads(downloads);
  return (
    <section className="status-line" aria-label="Status">
      {download ? (
        <DownloadProgress download={download} />
      ) : worst ? (
        <TroubleLine />
      ) : (
        <ModelBadge models={models} isDemo={isDemo} />
      )}
      <PartsButton otherTroubleCount={others.length} />
    </section>
  );
}

/** In a small window every part with its state, and the latencies, are one press away. */
function PartsButton({ otherTroubleCount }: { readonly otherTroubleCount: number }) {
  return (
    <>
      <button
        type="button"
        className="button small quiet parts-button"
        popoverTarget={PARTS_ID}
        aria-label="Show every part"
        title="Show every part"
      >
        {otherTroubleCount > 0 ? (
          `+${otherTroubleCount}`
        ) : (
          <Activity sizePx={14} />
        )}
      </button>
      <div id={PARTS_ID} popover="auto" className="parts-popover" role="dialog" aria-label="Parts of Sotto">
        <ComponentList />
        <LatencyReadout />
      </div>
    </>
  );
}

function TroubleLine() {
  const worst = useSessionState((state) => troubles(state.components)[0]);
  const runAction = useRunAction();
  if (!worst) return null;
  return (
    <>
      <p className="trouble" data-status={worst.status} title={worst.reason}>
        <TriangleAlert sizePx={14} />
        <span>{worst.reason}</span>
      </p>
      {worst.action && (
        <button type="button" className="button small" onClick={() => runAction(worst)}>
          {worst.action.label}
        </button>
      )}
    </>
  );
}

interface ModelBadgeProps {
  readonly models: Models | undefined;
  /** The demo's models are tiny and know nothing else. */
  readonly isDemo?: boolean;
}

/** Which model answers, and on whose machine. */
export function ModelBadge({ models, isDemo = false }: ModelBadgeProps) {
  if (!models || models.selected === '') return <p className="status-text">No model chosen yet</p>;
  const { icon: Icon, text } = LOCATIONS[models.location];
  return (
    <p className="status-text" title={`${models.selected} · ${models.backend} · ${models.address}`}>
      <Icon sizePx={14} />
      <span className="badge" data-location={models.location}>
        {text}
      </span>
      <span className="clip">
        {isDemo ? 'Demo model: knows only the phrases of this call' : models.selected}
      </span>
    </p>
  );
}
