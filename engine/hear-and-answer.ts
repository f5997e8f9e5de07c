import { createAnswerControl, type AnswerControl } from './answer/answer-control.ts';
import type { AnswerDeps } from './answer/answer-deps.ts';
import { answerQuestions } from './answer/answer-questions.ts';
import { awaitModel } from './answer/await-model.ts';
import { loadStarterQuestions } from './answer/starter-questions.ts';
import { BoundedBuffer } from './base/bounded-buffer.ts';
import { EngineError } from './base/engine-error.ts';
import { publishFailure } from './base/publish-failure.ts';
import type { Question, QuestionEvent } from './base/nouns.ts';
import { publishAnswers, refuseQuestion } from './call/publish-answers.ts';
import { publishQuestion } from './call/publish.ts';
import { watchForSuspend } from './call/watch-for-suspend.ts';
import type { CaptureSource } from './capture/capture-source.ts';
import type { EngineCore } from './parts/engine-core.ts';
import { createCaptureControl, type CaptureControl } from './listening/capture-control.ts';
import { PushToTalk } from './listening/push-to-talk.ts';
import { createListener } from './listening/listener.ts';
import type { ListeningOptions, ListeningSession } from './listening/start-listening.ts';
import type { EngineParts } from './parts/open-parts.ts';
import type { CallWatchers } from './watch-calls.ts';

/** The data path at work: from the sources of sound to the answers. */
export interface HearAndAnswer {
  readonly answers: AnswerControl;
  readonly capture: CaptureControl;
  readonly pushToTalk: PushToTalk;
  ask(question: Question): void;
  listenTo(sources: readonly CaptureSource[], options: ListeningOptions): ListeningSession;
}

/** More than anybody asks before the answerer gets to read: it takes each question at once. */
const QUESTION_BUFFER_COUNT = 1_024;

export async function hearAndAnswer(
  core: EngineCore,
  parts: EngineParts,
  watchers: CallWatchers,
): Promise<HearAndAnswer> {
  const { clock, log, publish, background, closing, run, forgotten } = core;
  const { context, settings, speech, history, limiter } = parts;
  const { gate, open, calls, callHistory } = watchers;
  const answers = createAnswerControl();
  const questions = new BoundedBuffer<QuestionEvent>('questions', QUESTION_BUFFER_COUNT);
  const onQuestion = (event: QuestionEvent): void => {
    if ('question' in event && forgotten.has(event.question.turnId)) return;
    if (event.type === 'question-asked') {
      open.asked(event.question.turnId);
      gate.asked(event.question.turnId);
    }
    publishQuestion(event, publish);
    // What was said is part of the next prompt.
    if (event.type === 'question-passed') answers.prefill();
    const lost = questions.push(event);
    if (lost?.type === 'question-asked') refuseQuestion(lost.question, publish, clock);
  };
  const answerDeps: AnswerDeps = {
    chatModel: () => parts.chatModel.current(),
    settings: settings.current,
    cache: parts.cache,
    limiter,
    history: callHistory,
    control: answers,
    isIdle: () => open.isQuiet && !speech.activity.isBusy,
    starterQuestions: await loadStarterQuestions(context.assetsDirectory),
    clock,
    log,
  };
  const answerable = awaitModel(questions, { chatModel: parts.chatModel, forgotten, clock });
  const answering = publishAnswers(answerQuestions(answerable, answerDeps, run.signal), publish, run.signal);
  const ask = (question: Question): void => onQuestion({ type: 'question-asked', question });
  const pushToTalk = new PushToTalk({
    lookBackMs: () => context.settings().keys.lookBackMs,
    clock,
    controls: () => capture.controls,
    ask,
    onMissed: (turnId) =>
      background('record a missed question', () => parts.questionDetector.record(turnId, 'missed')),
    onNothing: () => publishFailure(nothingSaid(), publish),
  });
  const listenTo = createListener(
    context,
    { ...parts, ...watchers, pushToTalk, answers, forgotten, nextTurnId: core.nextTurnId, onQuestion },
    run.signal,
  );
  const capture = createCaptureControl({
    ...context,
    listen: listenTo,
    speechReady: () => speechReady(speech),
    onDemoEnd: () => background('end the demo', () => settings.setDemo(false)),
  });
  background('watch for suspend', () =>
    watchForSuspend(
      clock,
      (suspendedMs) => {
        log.info('the machine slept', { suspendedMs });
        capture.restartIfListening(suspendedMs);
      },
      run.signal,
    ),
  );
  // What was heard and answered so far is safe before anything else may take its time.
  closing.deferSync(() => {
    calls.flush();
    history.close();
  });
  closing.defer('listening and answers', async () => {
    run.abort(new EngineError('internal', 'Sotto is closing.', 'Start it again.'));
    questions.end();
    await Promise.allSettled([capture.stop(), answering]);
  });
  return { answers, capture, pushToTalk, ask, listenTo };
}

async function speechReady(speech: EngineParts['speech']): Promise<void> {
  await speech.settled();
  const failure = speech.failure();
  if (failure) throw failure;
}

function nothingSaid(): EngineError {
  return new EngineError(
    'nothing-said',
    'Nothing was said in the last half minute that could be asked.',
    'Press again once somebody has spoken, or type the question.',
  );
}
