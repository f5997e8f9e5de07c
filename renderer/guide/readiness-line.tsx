import { useMessages } from '../messages/use-messages.ts';
import { reasonText } from '../messages/engine-texts.ts';
import { useSessionState } from '../session/session-context.tsx';
import { Check, LoaderCircle } from './guide-icons.tsx';
import type { Readiness } from './recommended.ts';

interface ReadinessLineProps {
  readonly component: 'speech' | 'model';
  readonly readiness: Readiness;
  readonly readyText: string;
}

/** Whether a part is ready, and what runs. */
export function ReadinessLine({ component, readiness, readyText }: ReadinessLineProps) {
  const messages = useMessages();
  const { t } = messages;
  const state = useSessionState(({ components }) => components[component]);
  if (readiness === 'missing') return null;
  const isReady = readiness === 'ready';
  const Icon = isReady ? Check : LoaderCircle;
  const text = isReady ? readyText : t(readiness === 'downloading' ? 'guide.downloading' : 'guide.loading');
  return (
    <div className="guide-state" role="status" data-ready={isReady}>
      <Icon sizePx={20} />
      <span>
        <strong>{text}</strong>
        {isReady && state && <span className="hint">{reasonText(messages, state)}</span>}
      </span>
    </div>
  );
}
