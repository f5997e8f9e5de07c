import type { Settings } from './settings.ts';

/** One microphone that is all that is heard hears everybody in the room: who speaks is not known. */
export function isMicrophoneShared(
  channels: readonly ('me' | 'them')[],
  { question }: Pick<Settings, 'question'>,
): boolean {
  return channels.join() === 'me' && !question.onlyOnRequest;
}
