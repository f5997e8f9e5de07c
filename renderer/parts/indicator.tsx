import type { MessageKey } from '../messages/messages.ts';
import { useMessages } from '../messages/use-messages.ts';
import { hearingOf } from '../session/hearing.ts';
import { playedNow } from '../session/selectors.ts';
import { useSessionState } from '../session/session-context.tsx';
import type { SessionState } from '../session/state.ts';

/** What Sotto does with the sound, always in sight. */
export function Indicator() {
  const { t } = useMessages();
  const doing = useSessionState(doingOf);
  return (
    <p className="indicator" data-kind={KINDS[doing]} role="status">
      <span className="indicator-dot" aria-hidden="true" />
      <span className="indicator-text">{t(TEXTS[doing])}</span>
    </p>
  );
}

const KINDS = {
  connecting: 'waiting',
  reconnecting: 'waiting',
  expired: 'failed',
  paused: 'paused',
  off: 'off',
  asking: 'recording',
  demo: 'demo',
  file: 'demo',
  checking: 'recording',
  listening: 'recording',
  'only-me': 'recording',
  'only-them': 'recording',
  'no-sound': 'waiting',
  starting: 'waiting',
  behind: 'waiting',
  'not-understood': 'failed',
} as const;
type Doing = keyof typeof KINDS;

const TEXTS = {
  connecting: 'connecting',
  reconnecting: 'doing.reconnecting',
  expired: 'doing.expired',
  paused: 'doing.paused',
  off: 'doing.off',
  asking: 'doing.asking',
  demo: 'doing.demo',
  file: 'doing.file',
  checking: 'doing.checking',
  listening: 'doing.listening',
  'only-me': 'doing.only-me',
  'only-them': 'doing.only-them',
  'no-sound': 'doing.no-sound',
  starting: 'doing.starting',
  behind: 'doing.behind',
  'not-understood': 'doing.not-understood',
} as const satisfies Record<Doing, MessageKey>;

function doingOf(state: SessionState): Doing {
  const { connection, capture, heldAsk } = state;
  if (connection !== 'open') return connection;
  if (capture.isPaused) return 'paused';
  if (!capture.isCapturing) return 'off';
  if (heldAsk && heldAsk.releasedAtMs === undefined) return 'asking';
  return playedNow(state) ?? hearingOf(state);
}
