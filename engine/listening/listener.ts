import type { AnswerCache } from '../answer/answer-cache.ts';
import type { AnswerControl } from '../answer/answer-control.ts';
import type { CallHistory } from '../answer/prompt/call-history.ts';
import type { BacklogGate } from '../call/backlog-gate.ts';
import { labelSpeakers } from './label-speakers.ts';
import type { ForgottenTurns } from '../call/forgotten-turns.ts';
import type { QuestionEvent, Transcript } from '../base/nouns.ts';
import type { Channel } from '../protocol/call-parts.ts';
import type { CaptureSource } from '../capture/capture-source.ts';
import type { QuestionDetectorUpkeep } from '../question/question-detector-upkeep.ts';
import { isMicrophoneShared } from '../protocol/shared-microphone.ts';
import type { Publish } from '../base/publish-failure.ts';
import type { EngineContext } from '../base/engine-context.ts';
import type { PushToTalk } from './push-to-talk.ts';
import type { History } from '../history/history-store.ts';
import type { OpenCall } from '../history/history-writer.ts';
import type { LostSound } from './gap-watch.ts';
import { startListening, type ListeningOptions, type ListeningSession } from './start-listening.ts';
import { publishSpeech, publishTranscript } from '../call/publish.ts';
import type { CallRecorder } from '../call/record-calls.ts';
import type { Settings } from '../protocol/settings.ts';
import type { SpeakerLabeller } from '../speakers/speaker-labeller.ts';
import type { SpeechSupervisor } from '../transcription/speech-supervisor.ts';
import { spokenTerms, vocabularyPrompt } from '../transcription/spoken-terms.ts';
import { correctTerms } from '../transcription/correcting-transcriber.ts';
import type { Transcriber } from '../transcription/recognizers/base/transcriber.ts';
import { createEndpointPolicy } from '../vad/endpoint-policy.ts';
import type { KeptAudio } from '../transcription/kept-audio.ts';
import type { VoiceDetectors } from '../vad/voice-detectors.ts';

/** The parts that hear a call, and those that want to know of it. */
export interface ListenerParts {
  readonly speech: Pick<SpeechSupervisor, 'transcriber' | 'queue' | 'pace' | 'smaller' | 'observePressure'>;
  readonly speakers: Pick<SpeakerLabeller, 'startCall'>;
  readonly voices: Pick<VoiceDetectors, 'create'>;
  readonly questionDetector: Pick<QuestionDetectorUpkeep, 'current' | 'observeJudged'>;
  readonly pushToTalk: Pick<PushToTalk, 'divert' | 'observeSpeech'>;
  readonly gate: BacklogGate;
  readonly answers: Pick<AnswerControl, 'prefill' | 'firstBullet'>;
  readonly history: Pick<History, 'startCall'>;
  readonly keptAudio: KeptAudio;
  readonly callHistory: Pick<CallHistory, 'clear' | 'observeTranscript'>;
  readonly cache: Pick<AnswerCache, 'startCall'>;
  readonly calls: CallRecorder;
  readonly forgotten: ForgottenTurns;
  readonly nextTurnId: () => string;
  readonly onQuestion: (event: QuestionEvent) => void;
}

/** @returns what starts listening: each time a new call, for the history and for the model. */
export function createListener(
  context: Pick<EngineContext, 'clock' | 'log' | 'settings' | 'publish' | 'publishState'>,
  listen: ListenerParts,
  signal: AbortSignal,
): (sources: readonly CaptureSource[], options: ListeningOptions) => ListeningSession {
  const { clock, log, settings, publish, publishState } = context;
  const { speech, questionDetector, pushToTalk, gate, answers, callHistory, calls, forgotten } = listen;
  const terms = (): readonly string[] => spokenTerms(settings());
  let newestCall: OpenCall | undefined;
  return (sources, options) => {
    const call = startCall(listen);
    newestCall = call;
    const { onArrival, isAlone } = watchArrivals(sources);
    const { isShared, publishSpoken } = watchMicrophone(sources, options, context);
    const speakers = labelSpeakers(call, sources, listen, context);
    const session = startListening(
      sources,
      options,
      {
        parts: {
          clock,
          log,
          transcriber: correctTerms(speech.transcriber, terms),
          queue: speech.queue,
          measuredFactor: () => speech.pace()?.realTimeFactor,
          keptAudio: listen.keptAudio,
          policy: createEndpointPolicy(settings().turn),
          nextTurnId: listen.nextTurnId,
          language: () => settings().speech.language,
          vocabulary: () => vocabularyPrompt(settings()),
          questionDetector: () => questionDetector.current(),
          answersChannel: (channel) =>
            options.isAnswering !== false && answersQuestionsOf(channel, isAlone(channel), settings()),
          divertPushToTalk: (transcripts) => pushToTalk.divert(transcripts),
          firstBullet: answers.firstBullet,
          onJudged: (judged) => questionDetector.observeJudged(judged),
          onPressure: (pressure) => speech.observePressure(pressure),
          onSpeech: (event) => {
            calls.observeSpeech(event);
            publishSpeech(event, publishSpoken);
            speakers.observeSpeech(event);
            gate.observeSpeech(event);
            pushToTalk.observeSpeech(event);
            if (event.type === 'speech-started') answers.prefill();
          },
          onTranscript: (event) => {
            gate.observeTranscript(event);
            if (event.type === 'transcript-completed' && !forgotten.has(event.transcript.turnId)) {
              const transcript = { ...event.transcript, isShared: isShared() };
              // Late text of a call that is over is not part of the next one.
              if (call === newestCall) callHistory.observeTranscript(transcript);
              calls.observeTranscript(transcript, call);
            }
            publishTranscript(event, publishSpoken);
            speakers.observeTranscript(event);
          },
        },
        gate,
        clock,
        log,
        createVoiceDetector: listen.voices.create,
        smallerTranscriber: async () => correctedBy(terms, await speech.smaller()),
        onQuestion: listen.onQuestion,
        onArrival,
        onSoundLost: (lost) => {
          const gap = gapLine(listen.nextTurnId(), lost, clock.nowMs());
          publishSpoken({ type: 'sound.lost', turnId: gap.turnId, ...lost });
          calls.observeTranscript({ ...gap, isShared: isShared() }, call);
        },
        publish,
        publishState,
      },
      signal,
    );
    session.done.finally(speakers.end).catch(() => undefined);
    if (options.isAnswering !== false) answers.prefill();
    return session;
  };
}

/** In everything that keeps what is said. */
function startCall({ history, callHistory, cache }: ListenerParts): OpenCall {
  callHistory.clear();
  cache.startCall();
  return history.startCall();
}

function correctedBy(
  terms: () => readonly string[],
  transcriber: Transcriber | undefined,
): Transcriber | undefined {
  return transcriber && correctTerms(transcriber, terms);
}

/** A microphone that is the only source hears everybody, so anyone may ask. */
function answersQuestionsOf(channel: Channel, isAlone: boolean, { question, audio }: Settings): boolean {
  return !question.onlyOnRequest && (channel === 'them' || isAlone || audio.answerMicrophone);
}

/** The history keeps a gap as a line of the transcript. */
function gapLine(turnId: string, { channel, startMs, lostMs }: LostSound, nowMs: number): Transcript {
  return {
    turnId,
    channel,
    text: `[${(lostMs / 1_000).toFixed(1)} s of sound lost]`,
    startMs,
    endMs: startMs + lostMs,
    voicedMs: 0,
    endReason: 'source-ended',
    endedAtMs: nowMs,
    completedAtMs: nowMs,
  };
}

/** Knows whether the microphone hears everybody, and says so of what is spoken. */
function watchMicrophone(
  sources: readonly CaptureSource[],
  { isDemo }: ListeningOptions,
  { settings, publish }: Pick<EngineContext, 'settings' | 'publish'>,
) {
  const channels = sources.map(({ channel }) => channel);
  const isShared = (): boolean => !isDemo && isMicrophoneShared(channels, settings());
  const publishSpoken: Publish = (event) =>
    publish('turnId' in event && 'channel' in event && isShared() ? { ...event, isShared: true } : event);
  return { isShared, publishSpoken };
}

/** Knows from which sources sound comes at all. */
function watchArrivals(sources: readonly CaptureSource[]) {
  const lost = new Set<Channel>();
  return {
    onArrival: (channel: Channel, isArriving: boolean): void => {
      if (isArriving) lost.delete(channel);
      else lost.add(channel);
    },
    isAlone: (channel: Channel): boolean =>
      sources.every((source) => source.channel === channel || lost.has(source.channel)),
  };
}
