import type { Clock } from '../base/clock.ts';
import type { EngineError } from '../base/engine-error.ts';
import type { AudioFrame, SpeechEvent, TranscriptEvent } from '../base/nouns.ts';
import type { Channel } from '../protocol/call-parts.ts';
import type { CaptureSource } from '../capture/capture-source.ts';
import { createLevelMeter, type LevelReading, SILENCE_DBFS } from '../capture/level-meter.ts';
import type { ComponentState } from '../protocol/component-state.ts';
import type { UnstampedEvent } from '../protocol/events.ts';
import {
  type ChannelStateName,
  componentAway,
  componentOfChannel,
  createChannelStateTracker,
} from './channel-state.ts';

type Reading = Omit<Extract<UnstampedEvent, { type: 'channel.measured' }>, 'type' | 'atMs'>;

/** What the HUD shows of one channel, so that nobody has to guess whether it is heard. */
export interface ChannelReading {
  /** The source is over, or failed for a reason that was published: the component's state stays as it is. */
  noteEnd(): void;
  observeFrame(frame: AudioFrame): void;
  observeSpeech(event: SpeechEvent): void;
  observeTranscript(event: TranscriptEvent): void;
  /**
   * Call a few times a second. @returns the figures, the component's state where it changed, and why the source
   * is away where that is new.
   */
  read(): { readonly reading: Reading; readonly changed?: ComponentState; readonly awayFor?: EngineError };
}

/** Nothing at all comes from the other side in each pause of a call: only a longer one may be a fault. */
const LONGEST_PAUSE_MS = 60_000;

/** @param isPaced as in `createChannelStateTracker`. */
export function createChannelReading(source: CaptureSource, clock: Clock, isPaced = false): ChannelReading {
  const meter = createLevelMeter(clock);
  const tracker = createChannelStateTracker(clock, isPaced);
  let isSpeech = false;
  /** Since the last reading; a key that is held opens a turn without any. */
  let hasVoice = false;
  let lastWordAtMs: number | undefined;
  /** Ended turns whose text is still to come: it may bring words. */
  const waitingTurnIds = new Set<string>();
  /** Since the last word: a pass over what was said found none. */
  let wasEmpty = false;
  /** No word comes because none was found, not because it is late; so until a word comes. */
  let areMissing = false;
  /** That no sound arrives is no news then, and would hide the reason. */
  let isOver = false;
  const overlookPauses = createPauseWatch(source.channel, clock);
  /** Published when the source is opened. */
  let published = `starting ${source.device}`;
  return {
    noteEnd: () => {
      isOver = true;
    },
    observeFrame: (frame) => meter.observe(frame),
    observeSpeech: (event) => {
      if (event.type === 'speech-extended') hasVoice = true;
      if (event.type === 'turn-ended') waitingTurnIds.add(event.turnId);
      if (event.type === 'speech-started' || event.type === 'speech-resumed') isSpeech = true;
      if (
        event.type === 'speech-paused' ||
        event.type === 'turn-ended' ||
        event.type === 'speech-discarded'
      ) {
        isSpeech = false;
      }
    },
    observeTranscript: (event) => {
      if (hasWords(event)) {
        lastWordAtMs = clock.nowMs();
        wasEmpty = false;
      }
      if (isEmpty(event)) wasEmpty = true;
      if (event.type === 'transcript-completed') waitingTurnIds.delete(event.transcript.turnId);
      if (event.type === 'transcript-dropped') waitingTurnIds.delete(event.turnId);
    },
    read: () => {
      const { channel, device } = source;
      const level = meter.read();
      const awayFor = isOver ? undefined : source.awayFor;
      const { state: heardState, isWordless } = tracker.judge(level, hasVoice, lastWordAtMs);
      // Of a source that could not be opened nothing is to be waited for.
      const hasNotOpened = source.hasFailed === true && heardState === 'starting';
      const state = awayFor || hasNotOpened ? 'lost' : heardState;
      const isDenied = source.isDenied === true && state === 'lost';
      areMissing = isWordless && (areMissing || (wasEmpty && waitingTurnIds.size === 0));
      const isBehind = isWordless && !areMissing;
      const judged = { state, isWordless, ...(isBehind && { isBehind }) };
      hasVoice = false;
      const component = awayFor
        ? componentAway(channel, awayFor)
        : componentOfChannel(channel, { ...judged, state: overlookPauses(state, level) }, device);
      const isKnown = state === 'lost' && (isOver || source.hasFailed === true);
      const hasChanged = !isKnown && factOf(component) !== published;
      if (hasChanged) published = factOf(component);
      return {
        reading: {
          channel,
          device,
          ...level,
          ...judged,
          ...(isDenied && { state: 'denied' }),
          isSpeech,
          lastWordAgeMs: lastWordAtMs === undefined ? null : clock.nowMs() - lastWordAtMs,
          droppedFrameCount: source.droppedFrameCount ?? 0,
        },
        ...(hasChanged && { changed: component }),
        ...(hasChanged && awayFor && { awayFor }),
      };
    },
  };
}

function factOf({ status, reason }: ComponentState): string {
  return `${status} ${reason}`;
}

/** @returns the state to publish: in a pause of the other side, that it is quiet. */
function createPauseWatch(channel: Channel, clock: Clock) {
  let soundAtMs: number | undefined;
  return (state: ChannelStateName, { levelDbfs }: LevelReading): ChannelStateName => {
    if (levelDbfs > SILENCE_DBFS + 1) soundAtMs = clock.nowMs();
    const isPause = soundAtMs !== undefined && clock.nowMs() - soundAtMs < LONGEST_PAUSE_MS;
    return channel === 'them' && state === 'no-signal' && isPause ? 'quiet' : state;
  };
}

function hasWords(event: TranscriptEvent): boolean {
  if (event.type === 'transcript-extended') return event.text !== '' || event.volatile !== '';
  if (event.type === 'transcript-paused') return event.text !== '';
  return event.type === 'transcript-completed' && event.transcript.text !== '';
}

/** What was said holds no words for the recognizer. */
function isEmpty(event: TranscriptEvent): boolean {
  if (event.type === 'transcript-paused') return event.text === '';
  return event.type === 'transcript-dropped' && (event.reason === 'empty' || event.reason === 'invented');
}
