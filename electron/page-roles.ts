import type { Role } from '../engine/protocol/commands.ts';

/** The HUD also captures; the right to change settings it asks the engine for when its panel opens. */
export const HUD_ROLES: readonly Role[] = ['hud', 'capture'];
export const SETTINGS_ROLES: readonly Role[] = ['settings'];
