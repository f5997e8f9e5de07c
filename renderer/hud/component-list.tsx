import type { ComponentName, ComponentState } from '../../engine/protocol/component-state.ts';
import { componentNameSchema } from '../../engine/protocol/component-state.ts';
import { actionText, reasonText } from '../messages/engine-texts.ts';
import { useMessages } from '../messages/use-messages.ts';
import { isOnItsWay } from '../session/selectors.ts';
import { useSessionState } from '../session/session-context.tsx';
import { useRunAction } from './use-run-action.ts';

/** What needs the user comes first. */
const URGENCIES: Readonly<Record<ComponentState['status'], number>> = {
  failed: 0,
  degraded: 1,
  starting: 2,
  ready: 2,
  off: 2,
};
const ORDER: readonly ComponentName[] = componentNameSchema.options;

/** Every part with its state, the reason and the one thing to do. */
export function ComponentList() {
  const components = useSessionState((state) => state.components);
  const present = ORDER.map((name) => components[name])
    .filter((state) => state !== undefined)
    .sort((left, right) => URGENCIES[left.status] - URGENCIES[right.status]);
  return <ComponentRows states={present} />;
}

export function ComponentRows({ states }: { readonly states: readonly ComponentState[] }) {
  const { t } = useMessages();
  if (states.length === 0) return null;
  return (
    <ul className="components" aria-label={t('components.title')}>
      {states.map((state) => (
        <ComponentRow key={state.component} state={state} />
      ))}
    </ul>
  );
}

function ComponentRow({ state }: { readonly state: ComponentState }) {
  const messages = useMessages();
  const { component, status } = state;
  const statusText = messages.t(`state.${status}`);
  return (
    <li className="component" data-status={status}>
      <span className="component-dot" role="img" aria-label={statusText} title={statusText} />
      <span className="component-text">
        <strong>{messages.t(`component.${component}`)}</strong>
        <span>{reasonText(messages, state)}</span>
      </span>
      <PartAction state={state} className="small" />
    </li>
  );
}

interface PartActionProps {
  readonly state: ComponentState;
  readonly className: 'primary' | 'small';
}

/** The one thing to do about a part, unless what it lacks is on its way. */
export function PartAction({ state, className }: PartActionProps) {
  const messages = useMessages();
  const runAction = useRunAction();
  const isFetched = useSessionState(({ downloads }) => isOnItsWay(downloads, state));
  if (!state.action || isFetched) return null;
  return (
    <button type="button" className={`button ${className}`} onClick={() => runAction(state)}>
      {actionText(messages, state.action)}
    </button>
  );
}
