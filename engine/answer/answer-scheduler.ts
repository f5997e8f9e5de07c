import { logFailure } from '../base/background.ts';
import { EngineError } from '../base/engine-error.ts';
import type { Question, QuestionEvent } from '../base/nouns.ts';
import type { AnswerPath } from '../protocol/call-parts.ts';
import type { Settings } from '../protocol/settings.ts';
import type { CacheSpace } from './answer-cache.ts';
import type { AnswerCounters, AnswerHandlers } from './answer-control.ts';
import type { AnswerDeps } from './answer-deps.ts';
import type { AnswerEvent } from './answer-event.ts';
import { startAnswerRun, type AnswerRun, type RunOutcome, type RunPurpose } from './answer-run.ts';
import { beginTurn, type AnswerTurn } from './answer-turn.ts';
import { HONEST_BULLET } from './bullets/bullet-parser.ts';
import { machineBusy } from './servers/base/machine-busy.ts';
import { createCallHistory } from './prompt/call-history.ts';
import type { ChatModel } from './servers/base/chat-model.ts';
import { createOwnFactGuard, isHonestLine } from './own-fact-guard.ts';
import { createPrefiller, type Prefiller } from './prefill.ts';
import type { UnseenQuestion, UnseenWork } from './prewarm.ts';
import { answerLanguage, buildPrompt, contextHash, templateHash } from './prompt/prompt.ts';
import { createSpeculation, type Speculation } from './speculation.ts';

/** Decides synchronously what each question event means for the current work. */
export interface AnswerScheduler extends AnswerHandlers {
  take(event: QuestionEvent): void;
  /** Answers a question that no one has asked, for the cache. */
  readonly answerUnseen: UnseenWork['answer'];
  /** Questions whose cached answers were shown although old, by key. */
  readonly staleQuestions: Map<string, UnseenQuestion>;
  readonly isBusy: boolean;
  /** Settles when the current answer is complete. */
  finish(): Promise<void>;
  /** Stops everything; settles once nothing is running, or after a grace period. */
  close(): Promise<void>;
}

const RUNG_COUNTERS = {
  exact: 'cacheExactCount',
  sorted: 'cacheSortedCount',
} as const;
const DAY_MS = 86_400_000;
const CLOSE_GRACE_MS = 500;
const MAX_STALE_COUNT = 64;

/** A question together with everything that decides which answer is right for it. */
interface AskedCase {
  readonly question: Pick<Question, 'turnId' | 'text' | 'antecedent'>;
  readonly settings: Settings;
  readonly model: ChatModel;
  readonly space: CacheSpace;
  readonly key: string;
}

export function openScheduler(
  deps: AnswerDeps,
  emit: (event: AnswerEvent) => void,
  signal: AbortSignal,
): AnswerScheduler {
  return new Scheduler(deps, emit, signal);
}

class Scheduler implements AnswerScheduler {
  readonly staleQuestions = new Map<string, UnseenQuestion>();
  readonly #deps: AnswerDeps;
  readonly #emit: (event: AnswerEvent) => void;
  readonly #signal: AbortSignal;
  readonly #counters: AnswerCounters;
  readonly #speculation: Speculation;
  readonly #prefiller: Prefiller;
  readonly #unsettled = new Set<Promise<void>>();
  #newestTurnId: string | undefined;
  /** Turns waiting for `#run`; more than one when the same question is asked again meanwhile. */
  #turns: AnswerTurn[] = [];
  #run: AnswerRun | undefined;
  /** Computed once for as long as settings and model stay. */
  #conditions: { readonly settings: Settings; readonly space: CacheSpace } | undefined;
  /** Background work: no one is waiting for it. */
  #unseenRun: AnswerRun | undefined;

  constructor(deps: AnswerDeps, emit: (event: AnswerEvent) => void, signal: AbortSignal) {
    this.#deps = deps;
    this.#emit = emit;
    this.#signal = signal;
    this.#counters = deps.control.counters;
    this.#speculation = createSpeculation(this.#counters, deps.clock);
    this.#prefiller = createPrefiller(deps, signal);
  }

  get isBusy(): boolean {
    const { limiter } = this.#deps;
    return limiter.heldCount > 0 || limiter.waitingCount > 0;
  }

  take(event: QuestionEvent): void {
    if (event.type === 'question-asked') this.#ask(event.question);
    else if (event.type === 'question-expected') this.#expect(event.question);
    else if (event.type === 'question-forming') this.#prefiller.start(event.question);
    else this.#speculation.withdraw(event.turnId);
  }

  cancel(): void {
    this.#end('interrupted');
  }

  prefill(): void {
    this.#unseenRun?.stop();
    this.#prefiller.start();
  }

  forget(): void {
    this.#end('interrupted');
    this.#speculation.stop();
    this.#prefiller.stop();
    this.#unseenRun?.stop();
    this.staleQuestions.clear();
  }

  firstBullet(): Promise<void> | undefined {
    const run = this.#run;
    if (!run || run.outcome || run.bullets.length > 0 || run.model.location !== 'this-machine')
      return undefined;
    const { promise, resolve } = Promise.withResolvers<void>();
    const done = (): void => {
      unwatch();
      resolve();
    };
    const unwatch = run.watch({ onWaiting: () => undefined, onBullets: done, onOver: done });
    return promise;
  }

  async answerUnseen(question: UnseenQuestion): ReturnType<UnseenWork['answer']> {
    const settings = this.#deps.settings();
    const model = this.#deps.chatModel();
    if (!settings.answer.cache || model instanceof EngineError) return 'failed';
    const asked = this.#caseOf(question, settings, model);
    if (this.#isCached(asked)) return 'known';
    const run = this.#start(asked, 'prewarm');
    this.#unseenRun = run;
    await run.settled;
    if (this.#unseenRun === run) this.#unseenRun = undefined;
    if (run.outcome?.status === 'complete') {
      this.#remember(asked, run);
      this.#counters.prewarmedCount += 1;
      this.#refresh(question.turnId, run);
      return 'answered';
    }
    return run.outcome?.status === 'broken' && !run.outcome.error ? 'stopped' : 'failed';
  }

  async finish(): Promise<void> {
    await this.#run?.settled;
  }

  async close(): Promise<void> {
    this.#speculation.stop();
    this.#prefiller.stop();
    this.#run?.stop();
    this.#unseenRun?.stop();
    const grace = new AbortController();
    const graceOver = this.#deps.clock.sleep(CLOSE_GRACE_MS, grace.signal).catch(() => undefined);
    await Promise.race([Promise.all(this.#unsettled), graceOver]);
    grace.abort();
  }

  #ask(question: Question): void {
    this.#counters.askedCount += 1;
    this.#newestTurnId = question.turnId;
    const settings = this.#deps.settings();
    const model = this.#deps.chatModel();
    if (model instanceof EngineError) {
      this.#refuse(question, model);
      return;
    }
    const asked = this.#caseOf(question, settings, model);
    const isRegenerated = question.origin === 'regenerated';
    const speculated = this.#speculation.take(question.turnId, asked.key);
    if (this.#run?.key === asked.key && !this.#run.outcome && !isRegenerated) {
      speculated?.stop();
      this.#follow(asked, question, this.#run, 'live');
      return;
    }
    this.#end('superseded');
    if (!speculated && !isRegenerated && this.#answerFromCache(asked, question)) return;
    this.staleQuestions.delete(asked.key);
    if (speculated) this.#counters.speculatedCount += 1;
    else this.#counters.liveCount += 1;
    this.#run = speculated ?? this.#start(asked, 'foreground');
    this.#follow(asked, question, this.#run, speculated ? 'speculated' : 'live');
  }

  #refuse(question: Question, error: EngineError): void {
    this.#speculation.stop();
    this.#end('superseded');
    this.#countFailure(error);
    this.#beginTurn(question, 'live', '').complete('failed', { error });
  }

  #answerFromCache({ settings, space, key }: AskedCase, question: Question): boolean {
    const counters = this.#counters;
    if (!settings.answer.cache) return false;
    const hit = this.#deps.cache.lookup(space, question, settings.answer.cacheDays * DAY_MS);
    if (!hit) {
      counters.cacheMissCount += 1;
      return false;
    }
    counters.cachedCount += 1;
    counters[RUNG_COUNTERS[hit.rung]] += 1;
    if (hit.isStale) counters.cacheStaleCount += 1;
    const turn = this.#beginTurn(question, 'cached', hit.model);
    turn.extend(hit.bullets);
    turn.complete('complete', { isStale: hit.isStale });
    if (hit.isStale && this.staleQuestions.size < MAX_STALE_COUNT) this.staleQuestions.set(key, question);
    return true;
  }

  #isCached({ settings, space, question }: AskedCase): boolean {
    return settings.answer.cache && this.#deps.cache.has(space, question, settings.answer.cacheDays * DAY_MS);
  }

  #beginTurn(question: Question, path: AnswerPath, modelName: string, run?: AnswerRun): AnswerTurn {
    const deps = { emit: this.#emit, clock: this.#deps.clock, ...(run ? { run } : {}) };
    return beginTurn(question, path, modelName, deps);
  }

  #follow(asked: AskedCase, question: Question, run: AnswerRun, path: 'live' | 'speculated'): void {
    const turn = this.#beginTurn(question, path, asked.model.name, run);
    this.#turns.push(turn);
    run.watch({
      onWaiting: turn.wait,
      onBullets: turn.extend,
      onOver: (outcome) => this.#settle(asked, turn, run, outcome),
    });
  }

  #settle(asked: AskedCase, turn: AnswerTurn, run: AnswerRun, outcome: RunOutcome): void {
    this.#turns = this.#turns.filter((other) => other !== turn);
    if (this.#run === run) this.#run = undefined;
    const hasBullets = run.bullets.length > 0;
    if (outcome.status === 'complete') {
      this.#remember(asked, run);
      turn.complete('complete');
    } else if (outcome.status === 'capped' && hasBullets) {
      turn.complete('capped');
    } else {
      const error = outcome.status === 'broken' ? outcome.error : lateness(run);
      if (!turn.isOver && error) this.#countFailure(error);
      turn.complete(error && !hasBullets ? 'failed' : 'interrupted', error ? { error } : {});
    }
  }

  #countFailure({ code }: EngineError): void {
    this.#counters.failedCount += 1;
    if (code === 'model-out-of-memory') this.#counters.outOfMemoryCount += 1;
  }

  /** There may be enough context next time, so an answer that says there is too little is not kept. */
  #remember({ settings, space, question, model }: AskedCase, { bullets, callIndex }: AnswerRun): void {
    if (settings.answer.cache && !isHonest(bullets))
      this.#deps.cache.put(space, question, { bullets, model: model.name, callIndex });
  }

  /** Skipped when the user has moved on to a newer question. */
  #refresh(turnId: string, { bullets }: AnswerRun): void {
    if (turnId === '' || turnId !== this.#newestTurnId || isHonest(bullets)) return;
    this.#emit({ type: 'answer-refreshed', turnId, bullets, atMs: this.#deps.clock.nowMs() });
  }

  #end(status: 'superseded' | 'interrupted'): void {
    const ended = this.#turns;
    this.#turns = [];
    if (status === 'superseded') this.#counters.supersededCount += ended.length;
    this.#run?.trim();
    for (const turn of ended) turn.complete(status);
    this.#run?.stop();
    this.#run = undefined;
  }

  #expect(question: Question): void {
    const settings = this.#deps.settings();
    const model = this.#deps.chatModel();
    if (!settings.model.speculation || model instanceof EngineError || this.#deps.limiter.isWaiting(0))
      return;
    const expected = this.#caseOf(question, settings, model);
    if (this.#isCached(expected) || this.#run?.key === expected.key) return;
    this.#speculation.expect(question, expected.key, () => this.#start(expected, 'speculative'));
  }

  #caseOf(question: AskedCase['question'], settings: Settings, model: ChatModel): AskedCase {
    if (this.#conditions?.settings !== settings || this.#conditions.space.modelId !== model.id) {
      const space: CacheSpace = {
        modelId: model.id,
        templateHash: templateHash(settings),
        contextHash: contextHash(settings.profile),
        language: settings.speech.language,
      };
      this.#conditions = { settings, space };
    }
    const { space } = this.#conditions;
    return { question, settings, model, space, key: this.#deps.cache.keyOf(space, question) };
  }

  #start({ key, model, settings, question }: AskedCase, purpose: RunPurpose): AnswerRun {
    this.#prefiller.stop();
    this.#unseenRun?.stop();
    // Words of this call do not belong in an answer that is kept for later.
    const history = purpose === 'prewarm' ? createCallHistory() : this.#deps.history;
    const { messages, report } = buildPrompt(settings, history, question);
    this.#deps.log.debug('Prompt built.', { purpose, ...report });
    if (purpose !== 'prewarm') this.#prefiller.notePrompt(model, settings);
    const given = messages.at(-1)?.content ?? '';
    const guard = createOwnFactGuard(question.text, given, answerLanguage(settings));
    const maxBulletCount = settings.answer.bulletCount;
    const callIndex = report.callLineCount > 0 ? this.#deps.cache.callIndex : undefined;
    const plan = { key, model, messages, purpose, maxBulletCount, callIndex, guard };
    const run = startAnswerRun(plan, this.#deps, this.#signal);
    this.#unsettled.add(run.settled);
    const onSettled = (): void => {
      this.#unsettled.delete(run.settled);
      // A lot may have been said while the answer was written; reading it now saves the next question time.
      if (purpose !== 'prewarm') this.#prefiller.resume();
    };
    run.settled.finally(onSettled).catch(logFailure(this.#deps.log, 'end an answer'));
    return run;
  }
}

function isHonest(bullets: readonly string[]): boolean {
  const [only = ''] = bullets;
  return (
    bullets.length === 1 &&
    (isHonestLine(only) || only.replace(/\.$/, '') === HONEST_BULLET.replace(/\.$/, ''))
  );
}

function lateness({ isStarved, model }: AnswerRun): EngineError {
  if (isStarved) return machineBusy();
  return new EngineError(
    'model-timeout',
    `${model.name} wrote nothing in time.`,
    'Pick a smaller model, or ask again.',
  );
}
