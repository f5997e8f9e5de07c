import { useEffect, useRef } from 'react';
import { useMessages } from '../messages/use-messages.ts';
import { FailureNote } from '../parts/failure-note.tsx';
import { useSessionState } from '../session/session-context.tsx';
import type { TurnAnswer } from '../session/state.ts';
import { isEnded } from '../session/turns.ts';

/** Where each answer was scrolled to, so that going back and forward keeps the place. */
const placesPx = new Map<string, number>();

interface BulletListProps {
  readonly turnId: string;
  readonly answer: TurnAnswer;
  readonly isNewest: boolean;
}

/** The bullets as they come, in room that is kept for all of them. */
export function BulletList({ turnId, answer, isNewest }: BulletListProps) {
  const { t } = useMessages();
  const room = useRef<HTMLDivElement>(null);
  const bulletCount = useSessionState((state) => state.settings?.answer.bulletCount ?? 4);
  const missing = isNewest && !isEnded(answer) ? Math.max(0, bulletCount - answer.bullets.length) : 0;
  useEffect(() => {
    room.current?.scrollTo({ top: placesPx.get(turnId) ?? 0 });
  }, [turnId]);
  return (
    // A scrolling region must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div
      ref={room}
      className="bullets-room"
      role="group"
      aria-label={t('answer.bullets')}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      onScroll={({ currentTarget }) => placesPx.set(turnId, currentTarget.scrollTop)}
    >
      <ul className="bullets">
        {/* A bullet's place names it. */}
        {answer.bullets.map((bullet, index) => (
          <li key={index} className="bullet">
            {bullet}
          </li>
        ))}
        {Array.from({ length: missing }, (_, index) => (
          <li key={answer.bullets.length + index} className="bullet pending" aria-hidden="true" />
        ))}
      </ul>
      {answer.phase === 'failed' && <FailureNote failure={answer.failure} />}
    </div>
  );
}
