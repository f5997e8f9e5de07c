import type { Role } from '../engine/protocol/commands.ts';

/** The HUD also captures and holds the settings panel. */
export const HUD_ROLES: readonly Role[] = ['hud', 'capture', 'settings'];
export const SETTINGS_ROLES: readonly Role[] = ['settings'];
