import type { AnswerEvent } from '../answer/answer-event.ts';
import type { Question, QuestionEvent, SpeechEvent, TranscriptEvent } from '../base/nouns.ts';
import { publishFailure, type Publish } from '../base/publish-failure.ts';

/** The events that clients get for what travels the pipe; none for what concerns the engine alone. */

export function publishSpeech(event: SpeechEvent, publish: Publish): void {
  const { turnId, channel } = event;
  switch (event.type) {
    case 'speech-started':
      publish({ type: 'speech.started', turnId, channel, atMs: event.atMs });
      return;
    case 'speech-paused':
      publish({ type: 'speech.paused', turnId, channel, atMs: event.atMs });
      return;
    case 'turn-ended':
      publish({
        type: 'turn.ended',
        turnId,
        channel,
        reason: event.reason,
        speechEndMs: event.segment.speechEndMs,
        ...(event.silenceMs !== undefined && { silenceMs: event.silenceMs }),
        atMs: event.atMs,
      });
      return;
    // What was too short to be a turn is reported with its transcript.
    case 'speech-discarded':
    case 'speech-extended':
    case 'speech-resumed':
      return;
  }
}

export function publishTranscript(event: TranscriptEvent, publish: Publish): void {
  switch (event.type) {
    case 'transcript-extended': {
      const { turnId, channel, text, atMs } = event;
      publish({ type: 'transcript.extended', turnId, channel, text, volatile: event.volatile, atMs });
      return;
    }
    case 'transcript-paused':
      publish({
        type: 'transcript.extended',
        turnId: event.turnId,
        channel: event.channel,
        text: event.committedText,
        volatile: event.text.slice(event.committedText.length).trim(),
        atMs: event.atMs,
      });
      return;
    case 'transcript-completed': {
      const { turnId, channel, text, startMs, endMs, completedAtMs, isLate } = event.transcript;
      const { error } = event;
      publish({
        type: 'transcript.completed',
        turnId,
        channel,
        text,
        startMs,
        endMs,
        ...(error && { isIncomplete: true }),
        ...(isLate && { isLate }),
        atMs: completedAtMs,
      });
      if (error) publishFailure(error, publish);
      return;
    }
    case 'transcript-dropped':
      publish({
        type: 'transcript.dropped',
        turnId: event.turnId,
        channel: event.channel,
        reason: event.reason,
        atMs: event.atMs,
      });
      // Without the turn: a failure that names one is that of its answer.
      if (event.error) publishFailure(event.error, publish);
      return;
    case 'transcript-resumed':
      return;
  }
}

export function publishQuestion(event: QuestionEvent, publish: Publish): void {
  switch (event.type) {
    case 'question-asked':
      publishDetected(event.question, publish);
      return;
    case 'question-passed': {
      const { turnId, channel, text, judgement, reason } = event;
      // A question that needs no answer ("can you hear me?") was still heard as one.
      if (reason === 'not-worth-answering')
        publishDetected({ turnId, channel, text, judgement, origin: 'detected' }, publish);
      publish({ type: 'question.passed', turnId, channel, text, score: judgement.probability, reason });
      return;
    }
    case 'question-expected':
    case 'question-forming':
    case 'question-withdrawn':
      return;
  }
}

/** What is wrong with the settings file, or that nothing is any more. */
export function publishSettingsNotice(
  notice: { readonly message: string; readonly remedy: string } | undefined,
  publish: Publish,
): void {
  const component = 'settings';
  if (!notice) {
    publish({ type: 'component.changed', state: { component, status: 'ready', reason: 'Saved' } });
    return;
  }
  const { message, remedy } = notice;
  const state = { component, status: 'degraded', reason: `${message} ${remedy}` } as const;
  publish({ type: 'component.changed', state });
}

export function publishAnswer(event: AnswerEvent, publish: Publish): void {
  const { turnId, atMs } = event;
  switch (event.type) {
    case 'answer-started': {
      const { question, path, model, asksUser } = event;
      publish({ type: 'answer.started', turnId, question, path, model, ...(asksUser && { asksUser }), atMs });
      return;
    }
    case 'answer-waiting':
      publish({ type: 'answer.waiting', turnId, reason: event.reason, elapsedMs: event.elapsedMs, atMs });
      return;
    case 'answer-extended':
      publish({ type: 'answer.extended', turnId, bullets: [...event.bullets], atMs });
      return;
    case 'answer-completed': {
      const { bullets, path, status } = event.answer;
      const { latencyMs, firstBulletMs } = event.timing;
      const { isStale } = event;
      publish({
        type: 'answer.completed',
        turnId,
        bullets: [...bullets],
        path,
        status,
        latencyMs,
        firstBulletMs,
        isStale,
        atMs,
      });
      return;
    }
    case 'answer-refreshed':
      publish({ type: 'answer.refreshed', turnId, bullets: [...event.bullets], atMs });
      return;
    case 'failed':
      publishFailure(event.error, publish, turnId);
      return;
  }
}

function publishDetected(
  question: Pick<Question, 'turnId' | 'channel' | 'text' | 'judgement' | 'origin' | 'antecedent'>,
  publish: Publish,
): void {
  const { turnId, channel, text, judgement, origin, antecedent } = question;
  publish({
    type: 'question.detected',
    turnId,
    channel,
    text,
    score: judgement.probability,
    kind: judgement.kind,
    origin,
    ...(antecedent !== undefined && { antecedent }),
  });
}
