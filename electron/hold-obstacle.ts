import { systemPreferences } from 'electron';
import type { MessageKey } from '../renderer/messages/messages.ts';
import { isWayland } from '../engine/protocol/wayland.ts';

/** Texts that say why a key cannot be watched for being held. */
export type HoldObstacle = Extract<MessageKey, `desktop.hold-${string}`>;

/**
 * Why a key cannot be watched for being held in this session; undefined when it can. Asked before the
 * watching process is started, since that would be aborted by the system in these cases.
 */
export function findHoldObstacle(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): HoldObstacle | undefined {
  if (platform === 'darwin') {
    return systemPreferences.isTrustedAccessibilityClient(false) ? undefined : 'desktop.hold-macos';
  }
  if (platform !== 'linux') return undefined;
  if (isWayland(env, platform)) return 'desktop.hold-wayland';
  return env['DISPLAY'] ? undefined : 'desktop.hold-no-display';
}
