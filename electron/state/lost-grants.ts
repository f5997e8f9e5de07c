import path from 'node:path';
import { app, systemPreferences } from 'electron';
import { z } from 'zod';
import type { MessageKey } from '../../renderer/messages/messages.ts';
import { openStateFile } from './state-file.ts';

/** What macOS lets the user grant, by the version of Sotto that had it last. */
const heldSchema = z.strictObject({
  accessibility: z.string().optional(),
  microphone: z.string().optional(),
});
type Held = z.infer<typeof heldSchema>;
type Grant = keyof Held;
export type LostGrant = Extract<MessageKey, `desktop.lost-${string}`>;

/**
 * Grants that a former version had and this one has not: macOS binds them to the signature of the program, and
 * after an update that was signed by another identity they stay switched on in the system settings without effect.
 * @param directory that of the app's own data.
 * @returns the text about each, which says what to do.
 */
export function findLostGrants(
  directory: string,
  platform: NodeJS.Platform = process.platform,
): readonly LostGrant[] {
  if (platform !== 'darwin') return [];
  const file = openStateFile(path.join(directory, 'grants.json'), heldSchema);
  const before = file.read() ?? {};
  const version = app.getVersion();
  const isHeld: Readonly<Record<Grant, boolean>> = {
    accessibility: systemPreferences.isTrustedAccessibilityClient(false),
    microphone: systemPreferences.getMediaAccessStatus('microphone') === 'granted',
  };
  const grants = Object.keys(isHeld) as Grant[];
  const lost = grants.filter(
    (grant) => !isHeld[grant] && before[grant] !== undefined && before[grant] !== version,
  );
  // One that this same version had was taken back by the user.
  const kept = grants.flatMap((grant): [Grant, string | undefined][] => {
    if (isHeld[grant]) return [[grant, version]];
    return lost.includes(grant) ? [[grant, before[grant]]] : [];
  });
  file.write(Object.fromEntries(kept));
  return lost.map((grant) => `desktop.lost-${grant}` as const);
}
