import type { ComponentName } from '../../engine/protocol/events.ts';
import { useSessionState } from '../session/session-context.tsx';

/** What a part says about itself now. */
export function StateLine({ component }: { readonly component: ComponentName }) {
  const state = useSessionState(({ components }) => components[component]);
  if (!state) return null;
  return (
    <p className="state-line component" data-status={state.status} role="status">
      <span className="component-dot" aria-hidden="true" />
      {state.reason || state.status}
    </p>
  );
}
