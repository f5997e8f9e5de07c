import { EngineError } from '../base/engine-error.ts';
import type { Question, QuestionEvent } from '../base/nouns.ts';
import type { Settings } from '../protocol/settings.ts';
import type { CacheSpace } from './answer-cache.ts';
import type { AnswerHandlers } from './answer-control.ts';
import type { AnswerEvent } from './answer-event.ts';
import { startFlight, type AnswerFlight, type FlightOutcome, type FlightPurpose } from './answer-flight.ts';
import type { AnswerDeps } from './answer-questions.ts';
import { beginTurn, type AnswerTurn } from './answer-turn.ts';
import { HONEST_BULLET } from './bullets/bullet-parser.ts';
import { createCallHistory } from './prompt/call-history.ts';
import type { ChatModel } from './chat-model.ts';
import { createOwnFactGuard, isHonestLine } from './own-fact-guard.ts';
import { createPrefiller } from './prefill.ts';
import type { UnseenQuestion, UnseenWork } from './prewarm.ts';
import { buildPrompt, contextHash, templateHash } from './prompt/prompt.ts';
import { createSpeculation } from './speculation.ts';

/** Decides what each question event means for the work in hand. Everything here happens at once. */
export interface AnswerDesk extends AnswerHandlers {
  take(event: QuestionEvent): void;
  /** Answers a question that nobody asked, into the cache. */
  readonly answerUnseen: UnseenWork['answer'];
  /** Questions whose cached answers were shown although old, by key. */
  readonly staleQuestions: Map<string, UnseenQuestion>;
  readonly isBusy: boolean;
  /** Settles when the answer in hand is complete. */
  finish(): Promise<void>;
  /** Stops everything; settles once nothing runs any more, or after a grace. */
  close(): Promise<void>;
}

const RUNG_COUNTERS = {
  exact: 'cacheExactCount',
  sorted: 'cacheSortedCount',
  near: 'cacheNearCount',
} as const;
const DAY_MS = 86_400_000;
const CLOSE_GRACE_MS = 500;
const MAX_STALE_COUNT = 64;

/** A question together with all that decides which answer is right for it. */
interface Case {
  readonly question: Pick<Question, 'turnId' | 'text' | 'antecedent'>;
  readonly settings: Settings;
  readonly model: ChatModel;
  readonly space: CacheSpace;
  readonly key: string;
}

export function openDesk(
  deps: AnswerDeps,
  emit: (event: AnswerEvent) => void,
  signal: AbortSignal,
): AnswerDesk {
  const { cache, control, clock, limiter, log } = deps;
  const { counters } = control;
  const speculation = createSpeculation(counters, clock);
  const prefiller = createPrefiller(deps, signal);
  const airborne = new Set<Promise<void>>();
  const staleQuestions = new Map<string, UnseenQuestion>();
  let newestTurnId: string | undefined;
  /** Turns that wait for `flight`; more than one when the same thing is asked again meanwhile. */
  let turns: AnswerTurn[] = [];
  let flight: AnswerFlight | undefined;
  /** Computed once for as long as settings and model stay. */
  let conditions: { readonly settings: Settings; readonly space: CacheSpace } | undefined;
  /** Work that nobody waits for. */
  let unseen: AnswerFlight | undefined;

  function take(event: QuestionEvent): void {
    if (event.type === 'question-asked') ask(event.question);
    else if (event.type === 'question-expected') expect(event.question);
    else speculation.withdraw(event.turnId);
  }

  function ask(question: Question): void {
    counters.askedCount += 1;
    newestTurnId = question.turnId;
    const settings = deps.settings();
    const model = deps.chatModel();
    if (model instanceof EngineError) {
      speculation.stop();
      end('superseded');
      countFailure(model);
      beginTurn(question, 'live', '', { emit, clock }).complete('failed', { error: model });
      return;
    }
    const asked = caseOf(question, settings, model);
    const isAnew = question.origin === 'regenerated';
    const begun = speculation.take(question.turnId, asked.key);
    if (flight?.key === asked.key && !flight.outcome && !isAnew) {
      begun?.stop();
      follow(asked, question, flight, 'live');
      return;
    }
    end('superseded');
    if (!begun && !isAnew && answerFromCache(asked, question)) return;
    staleQuestions.delete(asked.key);
    if (begun) counters.speculatedCount += 1;
    else counters.liveCount += 1;
    flight = begun ?? fly(asked, 'foreground');
    follow(asked, question, flight, begun ? 'speculated' : 'live');
  }

  function answerFromCache({ settings, space, key }: Case, question: Question): boolean {
    if (!settings.answer.cache) return false;
    const hit = cache.lookup(space, question, settings.answer.cacheDays * DAY_MS);
    if (!hit) {
      counters.cacheMissCount += 1;
      return false;
    }
    counters.cachedCount += 1;
    counters[RUNG_COUNTERS[hit.rung]] += 1;
    if (hit.isStale) counters.cacheStaleCount += 1;
    const turn = beginTurn(question, 'cached', hit.model, { emit, clock });
    turn.extend(hit.bullets.slice(0, settings.answer.bulletCount));
    turn.complete('complete', { isStale: hit.isStale });
    if (hit.isStale && staleQuestions.size < MAX_STALE_COUNT) staleQuestions.set(key, question);
    return true;
  }

  function follow(
    asked: Case,
    question: Question,
    followed: AnswerFlight,
    path: 'live' | 'speculated',
  ): void {
    const turn = beginTurn(question, path, asked.model.name, { emit, clock, flight: followed });
    turns.push(turn);
    followed.watch({
      onWaiting: turn.wait,
      onBullets: turn.extend,
      onOver: (outcome) => land(asked, turn, followed, outcome),
    });
  }

  function land(asked: Case, turn: AnswerTurn, landed: AnswerFlight, outcome: FlightOutcome): void {
    turns = turns.filter((other) => other !== turn);
    if (flight === landed) flight = undefined;
    const hasBullets = landed.bullets.length > 0;
    if (outcome.status === 'complete') {
      remember(asked, landed);
      turn.complete('complete');
    } else if (outcome.status === 'capped' && hasBullets) {
      turn.complete('capped');
    } else {
      const error = outcome.status === 'broken' ? outcome.error : tooSlow(asked.model.name);
      if (!turn.isOver && error) countFailure(error);
      turn.complete(error && !hasBullets ? 'failed' : 'interrupted', error ? { error } : {});
    }
  }

  function countFailure({ code }: EngineError): void {
    counters.failedCount += 1;
    if (code === 'model-out-of-memory') counters.outOfMemoryCount += 1;
  }

  /** That there was not enough context may be otherwise next time, so it is not kept. */
  function remember({ settings, space, question, model }: Case, { bullets }: AnswerFlight): void {
    if (settings.answer.cache && !isHonest(bullets))
      cache.put(space, question, { bullets, model: model.name });
  }

  function end(status: 'superseded' | 'interrupted'): void {
    const ended = turns;
    turns = [];
    if (status === 'superseded') counters.supersededCount += ended.length;
    flight?.trim();
    for (const turn of ended) turn.complete(status);
    flight?.stop();
    flight = undefined;
  }

  function expect(question: Question): void {
    const settings = deps.settings();
    const model = deps.chatModel();
    if (!settings.model.speculation || model instanceof EngineError || limiter.isWaiting(0)) return;
    const expected = caseOf(question, settings, model);
    const isCached =
      settings.answer.cache && cache.has(expected.space, question, settings.answer.cacheDays * DAY_MS);
    if (isCached || flight?.key === expected.key) return;
    speculation.expect(question, expected.key, () => fly(expected, 'speculative'));
  }

  function caseOf(question: Case['question'], settings: Settings, model: ChatModel): Case {
    if (conditions?.settings !== settings || conditions.space.modelId !== model.id) {
      const space: CacheSpace = {
        modelId: model.id,
        templateHash: templateHash(settings),
        contextHash: contextHash(settings.profile),
        language: settings.speech.language,
      };
      conditions = { settings, space };
    }
    const { space } = conditions;
    return { question, settings, model, space, key: cache.keyOf(space, question) };
  }

  function fly(asked: Case, purpose: FlightPurpose): AnswerFlight {
    prefiller.stop();
    unseen?.stop();
    // What was said in this call has no place in an answer for whoever asks next.
    const history = purpose === 'prewarm' ? createCallHistory() : deps.history;
    const { messages, report } = buildPrompt(asked.settings, history, asked.question);
    log.debug('Prompt built.', { purpose, ...report });
    if (purpose !== 'prewarm') prefiller.notePrompt(asked.model, asked.settings);
    const started = startFlight(
      {
        key: asked.key,
        model: asked.model,
        messages,
        purpose,
        maxBulletCount: asked.settings.answer.bulletCount,
        guard: createOwnFactGuard(
          asked.question.text,
          messages.at(-1)?.content ?? '',
          asked.settings.speech.language,
        ),
      },
      { limiter, clock },
      signal,
    );
    airborne.add(started.landed);
    void started.landed.finally(() => airborne.delete(started.landed));
    return started;
  }

  async function answerUnseen(question: UnseenQuestion): ReturnType<UnseenWork['answer']> {
    const settings = deps.settings();
    const model = deps.chatModel();
    if (!settings.answer.cache || model instanceof EngineError) return 'failed';
    const asked = caseOf(question, settings, model);
    if (cache.has(asked.space, asked.question, settings.answer.cacheDays * DAY_MS)) return 'known';
    const started = fly(asked, 'prewarm');
    unseen = started;
    await started.landed;
    if (unseen === started) unseen = undefined;
    if (started.outcome?.status === 'complete') {
      remember(asked, started);
      counters.prewarmedCount += 1;
      const { turnId } = question;
      // Whoever has gone on to another question reads no old card any more.
      if (turnId !== '' && turnId === newestTurnId && !isHonest(started.bullets))
        emit({ type: 'answer-refreshed', turnId, bullets: started.bullets, atMs: clock.nowMs() });
      return 'answered';
    }
    return started.outcome?.status === 'broken' && !started.outcome.error ? 'stopped' : 'failed';
  }

  return {
    take,
    answerUnseen,
    staleQuestions,
    get isBusy() {
      return limiter.heldCount > 0 || limiter.waitingCount > 0;
    },
    cancel: () => end('interrupted'),
    prefill() {
      unseen?.stop();
      prefiller.start();
    },
    forget() {
      end('interrupted');
      speculation.stop();
      prefiller.stop();
      unseen?.stop();
      staleQuestions.clear();
    },
    async finish() {
      await flight?.landed;
    },
    async close() {
      speculation.stop();
      prefiller.stop();
      flight?.stop();
      unseen?.stop();
      const grace = new AbortController();
      const graceOver = clock.sleep(CLOSE_GRACE_MS, grace.signal).catch(() => undefined);
      await Promise.race([Promise.all(airborne), graceOver]);
      grace.abort();
    },
  };
}

function isHonest(bullets: readonly string[]): boolean {
  const [only = ''] = bullets;
  return (
    bullets.length === 1 &&
    (isHonestLine(only) || only.replace(/\.$/, '') === HONEST_BULLET.replace(/\.$/, ''))
  );
}

function tooSlow(modelName: string): EngineError {
  return new EngineError(
    'model-timeout',
    `${modelName} wrote nothing in time.`,
    'Pick a smaller model, or ask again.',
  );
}
