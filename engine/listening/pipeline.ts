import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { mergeStreams, tapStream } from '../base/merge-streams.ts';
import type { AudioFrame, QuestionEvent, SpeechEvent, TranscriptEvent } from '../base/nouns.ts';
import type { Channel } from '../protocol/call-parts.ts';
import type { CaptureSource } from '../capture/capture-source.ts';
import type { EchoGuard } from '../echo/echo-guard.ts';
import type { QuestionDetector } from '../question/question-detector.ts';
import { trackQuestions, type JudgedUtterance } from '../question/track-questions.ts';
import type { TranscriptPressure } from '../transcription/transcript-pressure.ts';
import type { KeptAudio } from '../transcription/kept-audio.ts';
import type { PassQueue } from '../transcription/pass-queue.ts';
import { streamTranscripts } from '../transcription/stream-transcripts.ts';
import type { Transcriber } from '../transcription/recognizers/base/transcriber.ts';
import type { EndpointPolicy } from '../vad/endpoint-policy.ts';
import { segmentSpeech } from '../vad/segment-speech.ts';
import type { SegmenterControl } from '../vad/segmenter-control.ts';
import type { VoiceDetector } from '../vad/voice-detector.ts';

/** One channel on its way through the front end. */
export interface ListeningChannel {
  readonly source: CaptureSource;
  readonly voiceDetector: VoiceDetector;
  readonly control: SegmenterControl;
}

export interface ListeningParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly transcriber: Transcriber;
  /** Takes over when `transcriber` cannot keep up. */
  readonly smallerTranscriber?: Transcriber;
  /** The one before the recognizer. */
  readonly queue: PassQueue;
  /** Compute time of `transcriber` on a clip of speech to its length; undefined while it is not known. */
  readonly measuredFactor: () => number | undefined;
  /** Holds the audio of turns while the recognizer is behind; left out where the source waits for it. */
  readonly keptAudio?: KeptAudio | undefined;
  readonly policy: EndpointPolicy;
  readonly nextTurnId: () => string;
  readonly language: () => string;
  readonly vocabulary: () => string;
  readonly questionDetector: () => QuestionDetector;
  readonly answersChannel: (channel: Channel) => boolean;
  /** Sources are files that wait for the recognizer. */
  readonly isPaced: boolean;
  /** Waits until a file played faster than real time may continue; at once for a device. */
  readonly pace: () => Promise<void>;
  /** Takes turns that push-to-talk ended out of the stream: they are asked whatever the detector thinks. */
  readonly divertPushToTalk: (transcripts: AsyncIterable<TranscriptEvent>) => AsyncIterable<TranscriptEvent>;
  /** Keeps the other side out of the microphone; left out where there is but one channel. */
  readonly echo?: EchoGuard | undefined;
  /** Settles with the first bullet of the answer that is awaited; undefined when none is. */
  readonly firstBullet?: () => Promise<void> | undefined;
  readonly onFrame: (frame: AudioFrame) => void;
  readonly onSpeech: (event: SpeechEvent) => void;
  readonly onTranscript: (event: TranscriptEvent) => void;
  readonly onJudged: (judged: JudgedUtterance) => void;
  readonly onPressure: (pressure: TranscriptPressure) => void;
}

/**
 * The words before a pause count from here on, some 400 ms after it is noticed, however fast the recognizer is: the
 * endpoint rule was chosen so, and the turns of a call are the same on every machine and those of a file played fast.
 */
const TEXT_COUNTS_AFTER_MS = 490;

/** The road from microphones or files to questions. Ends when every source has ended. */
export async function* hearQuestions(
  channels: readonly ListeningChannel[],
  parts: ListeningParts,
  signal: AbortSignal,
): AsyncGenerator<QuestionEvent, void, undefined> {
  const { echo } = parts;
  const speech = mergeStreams(channels.map((channel) => hearSpeech(channel, parts, signal)));
  const heard = tapStream(speech, (event) => {
    echo?.observeSpeech(event);
    parts.onSpeech(event);
  });
  const recognized = streamTranscripts(heard, parts, signal);
  const transcripts = echo ? echo.dropEchoes(recognized) : recognized;
  const turns = parts.divertPushToTalk(tapStream(transcripts, (event) => hearTranscript(event, parts)));
  yield* trackQuestions(turns, parts, signal);
}

function hearSpeech(
  { source, voiceDetector, control }: ListeningChannel,
  parts: ListeningParts,
  signal: AbortSignal,
): AsyncGenerator<SpeechEvent, void, undefined> {
  const { clock, log, policy, nextTurnId, echo } = parts;
  const frames = paceFrames(source.frames(signal), parts);
  return segmentSpeech(
    echo && source.channel === 'me' ? echo.cancel(frames) : frames,
    {
      voiceDetector,
      control,
      clock,
      log,
      nextTurnId,
      hangoverMs: policy.hangoverMs,
      onPauseResumed: policy.observeResumed,
    },
    signal,
  );
}

async function* paceFrames(
  frames: AsyncIterable<AudioFrame>,
  parts: Pick<ListeningParts, 'pace' | 'onFrame' | 'echo'>,
): AsyncGenerator<AudioFrame, void, undefined> {
  for await (const frame of frames) {
    parts.onFrame(frame);
    if (frame.channel === 'them') parts.echo?.observeReference(frame);
    yield frame;
    await parts.pace();
  }
}

/**
 * Informs the endpoint policy what the words before a pause look like, so that a whole sentence need not wait long.
 * Words shown mid-speech lack the last ones and say nothing about an end.
 */
function hearTranscript(event: TranscriptEvent, parts: ListeningParts): void {
  parts.onTranscript(event);
  if (event.type === 'transcript-completed') {
    parts.policy.forget(event.transcript.turnId);
    return;
  }
  if (event.type === 'transcript-dropped') parts.policy.forget(event.turnId);
  if (event.type !== 'transcript-paused') return;
  const { turnId, channel, text } = event;
  const { completeness, kind } = parts
    .questionDetector()
    .judge({ text, channel, isPartial: true, previous: [] });
  parts.policy.observeText(turnId, {
    text,
    completeness,
    isAsking: kind !== 'none',
    fromPauseMs: TEXT_COUNTS_AFTER_MS,
  });
}
