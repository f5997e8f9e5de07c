import type { ComponentName } from '../../engine/protocol/component-state.ts';
import { reasonText } from '../messages/engine-texts.ts';
import { useMessages } from '../messages/use-messages.ts';
import { useSessionState } from '../session/session-context.tsx';

/** What a part says about itself now. */
export function StateLine({ component }: { readonly component: ComponentName }) {
  const messages = useMessages();
  const state = useSessionState(({ components }) => components[component]);
  if (!state) return null;
  return (
    <p className="state-line component" data-status={state.status} role="status">
      <span className="component-dot" aria-hidden="true" />
      {reasonText(messages, state)}
    </p>
  );
}
