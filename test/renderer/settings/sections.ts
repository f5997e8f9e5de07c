import { defaultSettings, type Settings } from '../../../engine/protocol/settings.ts';
import type { SessionState } from '../../../renderer/session/state.ts';
import { after } from '../render.tsx';

type Change = { readonly [Part in Exclude<keyof Settings, 'version'>]?: Partial<Settings[Part]> };

/** What a page knows with these settings changed. */
export function withSettings(change: Change = {}, more: Partial<SessionState> = {}): SessionState {
  const changed = Object.entries(change).map(([part, values]) => [
    part,
    { ...(defaultSettings[part as keyof Settings] as object), ...values },
  ]);
  const settings = { ...defaultSettings, ...Object.fromEntries(changed) } as Settings;
  return after([{ type: 'settings.changed', settings }], more);
}
