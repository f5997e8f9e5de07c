import type { GuideStep } from '../../engine/protocol/settings.ts';
import { useGuideSessions } from './guide-sessions.ts';

/** Keeps where the guide stands; `done` puts it away. */
export function useGoTo(): (step: GuideStep) => void {
  const { settings } = useGuideSessions();
  return (step) => void settings.send({ type: 'change-settings', patch: { guide: { step } } });
}
