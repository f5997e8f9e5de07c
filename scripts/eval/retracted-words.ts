import type { TranscriptEvent } from '../../engine/base/nouns.ts';
import type { UnstampedEvent } from '../../engine/protocol/events.ts';
import { publishTranscript } from '../../engine/call/publish.ts';
import { bareWords } from './word-alignment.ts';

/**
 * Committed words that a later event of the same turn does not repeat in their place, as a client sees it: in
 * what is sent at pauses too, and when a turn is dropped.
 */
export function retractedCount(events: readonly TranscriptEvent[]): number {
  const sent: UnstampedEvent[] = [];
  for (const event of events) publishTranscript(event, (shown) => sent.push(shown));
  const committed = new Map<string, string[]>();
  let count = 0;
  for (const event of sent) {
    const shown = committedIn(event);
    if (!shown) continue;
    const words = bareWords(shown.text);
    const before = committed.get(shown.turnId) ?? [];
    count += before.filter((word, index) => words[index] !== word).length;
    committed.set(shown.turnId, words);
  }
  return count;
}

/** What an event says is committed of its turn; undefined when it says nothing about words. */
function committedIn(event: UnstampedEvent): { turnId: string; text: string } | undefined {
  switch (event.type) {
    case 'transcript.extended':
    case 'transcript.completed':
      return { turnId: event.turnId, text: event.text };
    case 'transcript.dropped':
      return { turnId: event.turnId, text: '' };
    default:
      return undefined;
  }
}
