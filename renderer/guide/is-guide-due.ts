import type { Settings } from '../../engine/protocol/settings.ts';

/** The guide comes first until it was finished or put away. */
export function isGuideDue(settings: Settings | undefined): boolean {
  return settings !== undefined && settings.guide.step !== 'done';
}
