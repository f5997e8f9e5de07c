import type { ComponentName, ComponentState } from '../../engine/protocol/events.ts';
import { useSessionState } from '../session/session-context.tsx';
import { useRunAction } from './use-run-action.ts';

const NAMES: Readonly<Record<ComponentName, string>> = {
  microphone: 'Microphone',
  others: 'Other side',
  'voice-detector': 'Voice detection',
  speech: 'Speech recognition',
  'question-detector': 'Question detection',
  model: 'Answers',
  history: 'History',
  settings: 'Settings',
  'push-to-talk': 'Push-to-talk',
};
/** What needs the user comes first. */
const URGENCIES: Readonly<Record<ComponentState['status'], number>> = {
  failed: 0,
  degraded: 1,
  starting: 2,
  ready: 2,
  off: 2,
};
const ORDER = Object.keys(NAMES) as ComponentName[];
const STATUS_TEXTS: Readonly<Record<ComponentState['status'], string>> = {
  off: 'Off',
  starting: 'Starting',
  ready: 'Ready',
  degraded: 'Limited',
  failed: 'Not working',
};

/** Every part with its state, the reason and the one thing to do. */
export function ComponentList() {
  const components = useSessionState((state) => state.components);
  const present = ORDER.map((name) => components[name])
    .filter((state) => state !== undefined)
    .sort((left, right) => URGENCIES[left.status] - URGENCIES[right.status]);
  if (present.length === 0) return null;
  return (
    <ul className="components" aria-label="Parts of Sotto">
      {present.map((state) => (
        <ComponentRow key={state.component} state={state} />
      ))}
    </ul>
  );
}

function ComponentRow({ state }: { readonly state: ComponentState }) {
  const runAction = useRunAction();
  const { component, status, reason, action } = state;
  return (
    <li className="component" data-status={status}>
      <span
        className="component-dot"
        role="img"
        aria-label={STATUS_TEXTS[status]}
        title={STATUS_TEXTS[status]}
      />
      <span className="component-text">
        <strong>{NAMES[component]}</strong>
        <span title={reason}>{reason || STATUS_TEXTS[status]}</span>
      </span>
      {action && (
        <button type="button" className="button small" onClick={() => runAction(state)}>
          {action.label}
        </button>
      )}
    </li>
  );
}
