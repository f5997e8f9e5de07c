import type { Settings } from './settings.ts';
import type { Channel } from './call-parts.ts';

/** One microphone that is all that is heard hears everybody in the room: who speaks is not known. */
export function isMicrophoneShared(
  channels: readonly Channel[],
  { question }: Pick<Settings, 'question'>,
): boolean {
  return channels.join() === 'me' && !question.onlyOnRequest;
}
