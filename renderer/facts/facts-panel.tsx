import { useEffect, useRef } from 'react';
import { useMessages } from '../messages/use-messages.ts';
import { IconButton } from '../parts/icon-button.tsx';
import { X } from '../parts/icons.tsx';
import { showPanel } from '../parts/view-state.ts';
import { lineIdOf, speakerOf } from '../session/selectors.ts';
import { useSession, useSessionState } from '../session/session-context.tsx';
import type { StatedFact } from '../session/state.ts';
import { findTurn } from '../session/turns.ts';
import './facts.css';

const KINDS = ['commitment', 'date', 'number', 'name'] as const satisfies readonly StatedFact['kind'][];

/** What was stated so far, by kind, each with its place in the call; it grows while it is open. */
export function FactsPanel() {
  const { t } = useMessages();
  const session = useSession();
  const facts = useSessionState((state) => state.facts);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    const collect = (): void => void session.request({ type: 'collect-facts' }).catch(() => undefined);
    collect();
    return session.onEvent(({ type }) => type === 'transcript.completed' && collect());
  }, [session]);
  return (
    <dialog ref={dialog} className="dialog facts-panel" aria-labelledby="facts-title" onClose={close}>
      <header>
        <h2 id="facts-title">{t('call.facts')}</h2>
        <IconButton label={t('facts.close')} icon={X} onClick={close} />
      </header>
      {facts?.length === 0 && <p className="hint">{t('facts.none')}</p>}
      {KINDS.map((kind) => (
        <FactsOfKind key={kind} kind={kind} facts={facts?.filter((fact) => fact.kind === kind) ?? []} />
      ))}
    </dialog>
  );
}

interface FactsOfKindProps {
  readonly kind: StatedFact['kind'];
  readonly facts: readonly StatedFact[];
}

/** The newest first. */
function FactsOfKind({ kind, facts }: FactsOfKindProps) {
  const { t } = useMessages();
  if (facts.length === 0) return null;
  return (
    <section>
      <h3>{t(`facts.${kind}`)}</h3>
      <ul>
        {facts.toReversed().map((fact) => (
          <li key={`${fact.turnId} ${fact.text}`}>
            <FactRow fact={fact} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function FactRow({
  fact: { text, sentence, channel, turnId, sinceCallBeganMs },
}: {
  readonly fact: StatedFact;
}) {
  const { t } = useMessages();
  const isShared = useSessionState((state) => findTurn(state, turnId)?.isShared);
  const line = document.querySelector<HTMLElement>(`#${CSS.escape(lineIdOf(turnId))}`);
  const place = (
    <span className="figures">
      {t(`speaker.${speakerOf({ channel, isShared })}`)} {clockTime(sinceCallBeganMs)}
    </span>
  );
  const show = (): void => {
    close();
    line?.scrollIntoView({ block: 'center' });
    line?.focus();
  };
  return (
    <>
      <strong>{text}</strong>
      {line?.checkVisibility() === true ? (
        <button type="button" className="fact-place" title={t('facts.show')} onClick={show}>
          {place}
        </button>
      ) : (
        <span className="fact-place">{place}</span>
      )}
      {sentence !== text && <q>{sentence}</q>}
    </>
  );
}

function close(): void {
  showPanel(undefined);
}

/** Minutes and seconds, as players show them: "12:05". */
function clockTime(sinceCallBeganMs: number): string {
  const totalSeconds = Math.floor(sinceCallBeganMs / 1_000);
  return `${Math.floor(totalSeconds / 60)}:${String(totalSeconds % 60).padStart(2, '0')}`;
}
