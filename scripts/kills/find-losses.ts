import type { EngineEvent } from '../../engine/protocol/events.ts';

/** The engine says after each kill that it was started again. */
const TELLS_OF_KILL = /^Sotto stopped unexpectedly/;

/** What of a call that was published is not in the history. */
export interface Losses {
  /** Of words that are not kept: how long before the end the first was published. */
  readonly lostMs: number;
  /** Completed turns and answers that are not kept. */
  readonly lostRowCount: number;
  readonly reportedRowCount: number;
  /** What the engine could not explain, in its own words. */
  readonly internalFailures: readonly string[];
}

/** As the history keeps it. */
interface KeptCall {
  readonly transcripts: readonly { readonly turnId: string; readonly text: string }[];
  readonly answers: readonly { readonly turnId: string; readonly bullets: readonly string[] }[];
}

/** Whole lines only: the last one may have been cut by the kill. */
export function eventsOf(output: string): readonly EngineEvent[] {
  return output
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as EngineEvent);
}

/** @param received all that the engine published before it was killed, in order. */
export function findLosses(received: readonly EngineEvent[], calls: readonly KeptCall[]): Losses {
  const transcripts = new Map<string, string>();
  const answers = new Map<string, readonly string[]>();
  for (const call of calls) {
    for (const { turnId, text } of call.transcripts) transcripts.set(turnId, text);
    for (const { turnId, bullets } of call.answers) answers.set(turnId, bullets);
  }
  const rows = received.filter(isRow);
  const lostRows = rows.filter((event) =>
    event.type === 'transcript.completed'
      ? transcripts.get(event.turnId) !== event.text
      : JSON.stringify(answers.get(event.turnId)) !== JSON.stringify(event.bullets),
  );
  const endAtMs = received.at(-1)?.atMs ?? 0;
  const firstLost = received.find((event) => isLostText(event, received, transcripts));
  return {
    reportedRowCount: rows.length,
    lostRowCount: lostRows.length,
    lostMs: firstLost ? endAtMs - firstLost.atMs : 0,
    internalFailures: received.flatMap((event) =>
      event.type === 'failed' && event.code === 'internal' && !TELLS_OF_KILL.test(event.message)
        ? [event.message]
        : [],
    ),
  };
}

function isRow(
  event: EngineEvent,
): event is Extract<EngineEvent, { type: 'transcript.completed' | 'answer.completed' }> {
  return event.type === 'transcript.completed' || event.type === 'answer.completed';
}

/** Words of a turn that was still open: those of a turn that was completed or dropped are judged by its row. */
function isLostText(
  event: EngineEvent,
  received: readonly EngineEvent[],
  kept: ReadonlyMap<string, string>,
): boolean {
  if (event.type !== 'transcript.extended') return false;
  const isOver = received.some(
    (other) =>
      (other.type === 'transcript.completed' || other.type === 'transcript.dropped') &&
      other.turnId === event.turnId,
  );
  const words = kept.get(event.turnId) ?? '';
  // Volatile words may come otherwise; that there are any must be kept as well.
  return !isOver && (!words.startsWith(event.text) || (words === '' && event.volatile !== ''));
}
