import type { AnswerCache } from '../answer/answer-cache.ts';
import type { AnswerControl } from '../answer/answer-control.ts';
import type { CallHistory } from '../answer/prompt/call-history.ts';
import type { Clock } from '../base/clock.ts';
import type { Publish } from '../base/publish-failure.ts';
import type { History, WipeScope } from '../history/history-store.ts';
import type { QuestionDetectorUpkeep } from '../question/question-detector-upkeep.ts';
import type { Hub } from '../server/hub.ts';
import type { SpeakerLabeller } from '../speakers/speaker-labeller.ts';
import type { KeptAudio } from '../transcription/kept-audio.ts';
import type { BacklogGate } from './backlog-gate.ts';
import type { ForgottenTurns } from './forgotten-turns.ts';
import type { OpenTurns } from './open-turns.ts';
import type { CallRecorder } from './record-calls.ts';
import type { StatedFacts } from './stated-facts.ts';
import type { TurnMemory } from './turn-memory.ts';

/** Recognition that takes longer than this is not waited for: its words are dropped when they come. */
const STOP_PATIENCE_MS = 300;

/** Everything that holds words of a call. */
export interface WordKeepers {
  readonly capture: { stop(): Promise<void> };
  readonly answers: Pick<AnswerControl, 'forget'>;
  readonly forgotten: ForgottenTurns;
  readonly callHistory: Pick<CallHistory, 'clear'>;
  readonly turns: Pick<TurnMemory, 'forget'>;
  readonly facts: Pick<StatedFacts, 'forget'>;
  readonly calls: Pick<CallRecorder, 'forget'>;
  readonly open: Pick<OpenTurns, 'forget'>;
  readonly speakers: Pick<SpeakerLabeller, 'forget'>;
  readonly gate: Pick<BacklogGate, 'forget'>;
  readonly hub: Pick<Hub, 'forgetTurns'>;
  readonly history: Pick<History, 'wipe'>;
  readonly cache: Pick<AnswerCache, 'clear'>;
  readonly keptAudio: Pick<KeptAudio, 'discardAll'>;
  readonly questionDetector: Pick<QuestionDetectorUpkeep, 'forget'>;
  readonly publish: Publish;
  readonly clock: Clock;
}

/**
 * Ends capture and erases what was said and answered, within a second: from memory, from the replies that clients
 * may still ask for, and from the disk. What cannot be erased does not keep the rest from it.
 * @throws the first failure, once all that can be erased is.
 */
export async function wipeCalls(scope: WipeScope, keepers: WordKeepers): Promise<void> {
  const { clock } = keepers;
  keepers.answers.forget();
  const patience = new AbortController();
  const failures: unknown[] = [];
  await Promise.race([
    keepers.capture
      .stop()
      .catch((error: unknown) => failures.push(error))
      .finally(() => patience.abort()),
    clock.sleep(STOP_PATIENCE_MS, patience.signal).catch(() => undefined),
  ]);
  forgetInMemory(keepers);
  const erased = await Promise.allSettled([
    (async () => keepers.history.wipe(scope))(),
    keepers.cache.clear(),
    keepers.keptAudio.discardAll(),
    keepers.questionDetector.forget(),
  ]);
  keepers.hub.forgetTurns();
  keepers.publish({ type: 'calls.wiped', scope });
  for (const outcome of erased) if (outcome.status === 'rejected') failures.push(outcome.reason);
  if (failures.length > 0) throw failures[0];
}

/**
 * Erases the newest call once it is past its time, with sound that waits for its text: none is younger. Cached
 * answers and labels go by their own age.
 * @throws the first failure, once all that can be erased is.
 */
export async function forgetNewestCall(keepers: WordKeepers): Promise<void> {
  forgetInMemory(keepers);
  const erased = await Promise.allSettled([
    (async () => keepers.history.wipe('call'))(),
    keepers.keptAudio.discardAll(),
  ]);
  keepers.hub.forgetTurns();
  keepers.publish({ type: 'calls.wiped', scope: 'call' });
  for (const outcome of erased) if (outcome.status === 'rejected') throw outcome.reason;
}

function forgetInMemory(keepers: WordKeepers): void {
  keepers.forgotten.forgetAll();
  keepers.answers.forget();
  const { turns, facts, calls, open, gate, speakers } = keepers;
  for (const memory of [turns, facts, calls, open, gate, speakers]) memory.forget();
  keepers.callHistory.clear();
}
