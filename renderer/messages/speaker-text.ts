import type { Messages } from './messages.ts';
import type { Channel } from '../../engine/protocol/call-parts.ts';

/** What is known of who said a line. */
interface SaidBy {
  readonly channel: Channel;
  readonly isShared?: boolean | undefined;
  readonly speakerId?: number | undefined;
  /** '' or left out: none was given. */
  readonly speakerName?: string | undefined;
}

/** The name that the user gave, the number that the voice got, or the side of the call. */
export function speakerText(
  { t }: Messages,
  { channel, isShared, speakerId, speakerName = '' }: SaidBy,
): string {
  if (speakerName !== '') return speakerName;
  if (speakerId !== undefined) return t('speaker.number', { number: speakerId });
  return isShared ? t('speaker.room') : t(`speaker.${channel}`);
}
