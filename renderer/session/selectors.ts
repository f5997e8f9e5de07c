import type { ComponentName, ComponentState } from '../../engine/protocol/component-state.ts';
import { SPEECH_MODEL_KINDS } from '../../engine/protocol/model-kind.ts';
import { isMicrophoneShared } from '../../engine/protocol/shared-microphone.ts';
import type { Channel, Download, SessionState, Turn, TurnAnswer } from './state.ts';
import { isEnded } from './turns.ts';

/** What each part is made ready by. */
export const DOWNLOADS_FOR: Readonly<Partial<Record<ComponentName, readonly Download['kind'][]>>> = {
  speech: SPEECH_MODEL_KINDS,
  model: ['chat', 'ollama'],
  speakers: ['speaker'],
};

/** A turn that was asked, so it has an answer or waits for one. */
export interface AskedTurn extends Turn {
  readonly answer: TurnAnswer;
}

/** Asked turns, the newest answer last. */
export function askedTurns(state: Pick<SessionState, 'turns' | 'askedTurnIds'>): readonly AskedTurn[] {
  const byId = new Map(state.turns.map((turn) => [turn.turnId, turn]));
  return state.askedTurnIds
    .map((turnId) => byId.get(turnId))
    .filter((turn) => turn !== undefined && isAsked(turn));
}

/** What plays in place of devices: the demo call, or a recording that is transcribed. */
export function playedNow({
  capture,
  file,
}: Pick<SessionState, 'capture' | 'file'>): 'demo' | 'file' | undefined {
  if (!capture.isDemo) return undefined;
  return file?.status === 'running' ? 'file' : 'demo';
}

/** Turns with words to show, oldest first. */
export function spokenTurns(turns: readonly Turn[]): readonly Turn[] {
  return turns.filter((turn) => !turn.isDropped && (wordsOf(turn) !== '' || turn.lostMs !== undefined));
}

/** The turn that is being spoken, or else the last one that was: what Sotto hears. */
export function heardTurn(turns: readonly Turn[]): Turn | undefined {
  const isHeard = (turn: Turn): boolean =>
    !turn.isDropped && turn.question?.origin !== 'typed' && (turn.text !== '' || turn.volatile !== '');
  return turns.findLast((turn) => turn.speech !== 'ended' && isHeard(turn)) ?? turns.findLast(isHeard);
}

/** Who spoke, as far as it is known. */
export function speakerOf(heard: {
  readonly channel: Channel;
  readonly isShared?: boolean | undefined;
}): Channel | 'room' {
  const { channel, isShared } = heard;
  return isShared ? 'room' : channel;
}

/** Whose words a microphone or the other side brings while it is listened to. */
export function speakerHeard({ capture, settings }: SessionState, channel: Channel): Channel | 'room' {
  const isShared =
    !capture.isDemo && settings !== undefined && isMicrophoneShared(capture.channels, settings);
  return speakerOf({ channel, isShared });
}

/** The id of the element that shows a turn in the transcript. */
export function lineIdOf(turnId: string): string {
  return `line-${turnId}`;
}

export function wordsOf(turn: Turn): string {
  return turn.text || turn.volatile || turn.question?.text || '';
}

/** Bullets that will not grow any more: all but the last while the answer streams. */
export function finishedBullets(answer: TurnAnswer): readonly string[] {
  return isEnded(answer) ? answer.bullets : answer.bullets.slice(0, -1);
}

/** What is broken first, then what is degraded. */
export function troubles(components: SessionState['components']): readonly ComponentState[] {
  const states = Object.values(components);
  return [
    ...states.filter(({ status }) => status === 'failed'),
    ...states.filter(({ status }) => status === 'degraded'),
  ];
}

export function runningDownloads(downloads: SessionState['downloads']): readonly Download[] {
  return Object.values(downloads).filter(({ status }) => status === 'running');
}

/** What a part lacks is being downloaded. */
export function isOnItsWay(downloads: SessionState['downloads'], { component }: ComponentState): boolean {
  const kinds = DOWNLOADS_FOR[component] ?? [];
  return runningDownloads(downloads).some(({ kind }) => kinds.includes(kind));
}

function isAsked(turn: Turn): turn is AskedTurn {
  return turn.answer !== undefined;
}

/** A call, the demo or a file is heard; devices that are only tried out are not a call. */
export function isHearing({ capture }: Pick<SessionState, 'capture'>): boolean {
  return capture.isCapturing && capture.isCheck !== true;
}
