import { EngineError } from '../base/engine-error.ts';
import type { Question, QuestionEvent } from '../base/nouns.ts';
import type { Settings } from '../protocol/settings.ts';
import type { CacheSpace } from './answer-cache.ts';
import type { AnswerHandlers } from './answer-control.ts';
import type { AnswerEvent } from './answer-event.ts';
import { startFlight, type AnswerFlight, type FlightOutcome, type FlightPurpose } from './answer-flight.ts';
import type { AnswerDeps } from './answer-questions.ts';
import { beginTurn, type AnswerTurn } from './answer-turn.ts';
import { HONEST_BULLET } from './bullet-parser.ts';
import type { ChatModel } from './chat-model.ts';
import { buildPrompt, contextHash, templateHash } from './prompt.ts';
import { createSpeculation } from './speculation.ts';

/** Decides what each question event means for the work in hand. Everything here happens at once. */
export interface AnswerDesk extends AnswerHandlers {
  take(event: QuestionEvent): void;
  /** Settles when the answer in hand is complete. */
  finish(): Promise<void>;
  /** Stops everything; settles once nothing runs any more. */
  close(): Promise<void>;
}

const DAY_MS = 86_400_000;

/** A question together with all that decides which answer is right for it. */
interface Case {
  readonly question: Question;
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
  const airborne = new Set<Promise<void>>();
  /** Turns that wait for `flight`; more than one when the same thing is asked again meanwhile. */
  let turns: AnswerTurn[] = [];
  let flight: AnswerFlight | undefined;

  function take(event: QuestionEvent): void {
    if (event.type === 'question-asked') ask(event.question);
    else if (event.type === 'question-expected') expect(event.question);
    else speculation.withdraw(event.turnId);
  }

  function ask(question: Question): void {
    counters.askedCount += 1;
    const settings = deps.settings();
    const model = deps.chatModel();
    if (model instanceof EngineError) {
      speculation.stop();
      supersede();
      counters.failedCount += 1;
      beginTurn(question, 'live', '', { emit, clock }).complete('failed', { error: model });
      return;
    }
    const asked = caseOf(question, settings, model);
    const isAnew = question.origin === 'regenerated';
    const begun = speculation.take(question.turnId, asked.key);
    if (flight?.key === asked.key && !flight.outcome && !isAnew) {
      begun?.stop();
      follow(asked, flight, 'live');
      return;
    }
    supersede();
    if (!begun && !isAnew && answerFromCache(asked)) return;
    if (begun) counters.speculatedCount += 1;
    else counters.liveCount += 1;
    flight = begun ?? fly(asked, 'foreground');
    follow(asked, flight, begun ? 'speculated' : 'live');
  }

  function answerFromCache({ question, settings, space }: Case): boolean {
    if (!settings.answer.cache) return false;
    const hit = cache.lookup(space, question, settings.answer.cacheDays * DAY_MS);
    if (!hit) return false;
    counters.cachedCount += 1;
    const turn = beginTurn(question, 'cached', hit.model, { emit, clock });
    turn.extend(hit.bullets.slice(0, settings.answer.bulletCount));
    turn.complete('complete', { isStale: hit.isStale });
    return true;
  }

  function follow(asked: Case, followed: AnswerFlight, path: 'live' | 'speculated'): void {
    const turn = beginTurn(asked.question, path, asked.model.name, { emit, clock, flight: followed });
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
      const error = outcome.status === 'capped' ? tooSlow(asked.model.name) : outcome.error;
      if (!turn.isOver && error) counters.failedCount += 1;
      turn.complete(error && !hasBullets ? 'failed' : 'interrupted', error ? { error } : {});
    }
  }

  function remember({ settings, space, question, model }: Case, { bullets }: AnswerFlight): void {
    const isHonest = bullets.length === 1 && bullets[0] === HONEST_BULLET.replace(/\.$/, '');
    if (!settings.answer.cache || isHonest || bullets[0] === HONEST_BULLET) return;
    cache.put(space, question, { bullets, model: model.name });
  }

  function supersede(): void {
    end('superseded');
  }

  function end(status: 'superseded' | 'interrupted'): void {
    const ended = turns;
    turns = [];
    if (status === 'superseded') counters.supersededCount += ended.length;
    for (const turn of ended) turn.complete(status);
    flight?.stop();
    flight = undefined;
  }

  function expect(question: Question): void {
    const settings = deps.settings();
    const model = deps.chatModel();
    if (!settings.model.speculation || model instanceof EngineError || limiter.isWaiting(0)) return;
    const expected = caseOf(question, settings, model);
    if (flight?.key === expected.key) return;
    speculation.expect(question, expected.key, () => fly(expected, 'speculative'));
  }

  function caseOf(question: Question, settings: Settings, model: ChatModel): Case {
    const space: CacheSpace = {
      modelId: model.id,
      templateHash: templateHash(settings.answer.bulletCount),
      contextHash: contextHash(settings.profile),
      language: settings.speech.language,
    };
    return { question, settings, model, space, key: cache.keyOf(space, question) };
  }

  function fly(asked: Case, purpose: FlightPurpose): AnswerFlight {
    const { messages, report } = buildPrompt(asked.settings, deps.history, asked.question);
    log.debug('Prompt built.', { purpose, ...report });
    const started = startFlight(
      {
        key: asked.key,
        model: asked.model,
        messages,
        purpose,
        maxBulletCount: asked.settings.answer.bulletCount,
      },
      { limiter, clock },
      signal,
    );
    airborne.add(started.landed);
    void started.landed.finally(() => airborne.delete(started.landed));
    return started;
  }

  return {
    take,
    cancel: () => end('interrupted'),
    prefill: () => undefined,
    async finish() {
      await flight?.landed;
    },
    async close() {
      speculation.stop();
      flight?.stop();
      await Promise.all(airborne);
    },
  };
}

function tooSlow(modelName: string): EngineError {
  return new EngineError(
    'model-timeout',
    `${modelName} wrote nothing in time.`,
    'Pick a smaller model, or ask again.',
  );
}
