import type { EngineEvent } from '../../engine/protocol/events.ts';
import type { Session } from './session.ts';

/**
 * Reports to the engine when the first bullet of each answer was on the screen: after the frame that follows
 * the event. A hidden page paints nothing and reports nothing.
 * @returns the way to stop.
 */
export function reportPaints(session: Session, page: Window): () => void {
  let painted: string | undefined;
  return session.onEvent((event) => {
    const turnId = firstBulletTurn(event);
    if (event.type === 'answer.started' && event.turnId === painted) painted = undefined;
    if (turnId === undefined || turnId === painted || page.document.hidden) return;
    painted = turnId;
    const receivedAtMs = page.performance.now();
    page.requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.addEventListener('message', () => {
        const sinceEventMs = page.performance.now() - receivedAtMs;
        channel.port1.close();
        session.request({ type: 'report-painted', turnId, sinceEventMs }).catch(() => undefined);
      });
      channel.port1.start();
      channel.port2.postMessage(undefined);
    });
  });
}

function firstBulletTurn(event: EngineEvent): string | undefined {
  if (event.type !== 'answer.extended' && event.type !== 'answer.completed') return undefined;
  return event.bullets.length > 0 ? event.turnId : undefined;
}
