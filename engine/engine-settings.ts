import type { Settings, SettingsPatch } from './protocol/settings.ts';
import { mergeSettings, type SettingsStore } from './settings/settings-store.ts';

/** The settings in force: the stored ones, under the demo's own while its call is played. */
export interface EngineSettings {
  current(): Settings;
  /** @throws EngineError 'bad-settings' that names the field. */
  change(patch: SettingsPatch): Promise<void>;
  setDemo(isDemo: boolean): Promise<void>;
  /** Settles when the changes so far hold. */
  settled(): Promise<void>;
}

export function createEngineSettings(options: {
  readonly store: SettingsStore;
  readonly demo: SettingsPatch;
  /** Settles when everything that the change concerns follows it. */
  readonly onChange: (before: Settings, after: Settings) => Promise<void>;
}): EngineSettings {
  const { store, demo, onChange } = options;
  let isDemo = false;
  let current = store.current;
  let changing: Promise<void> = Promise.resolve();
  const apply = async (): Promise<void> => {
    const before = current;
    current = isDemo ? mergeSettings(store.current, demo) : store.current;
    await onChange(before, current);
  };
  return {
    current: () => current,
    change: (patch) => {
      const changed = store.change(patch).then(apply);
      changing = Promise.allSettled([changing, changed]).then(() => undefined);
      return changed;
    },
    settled: () => changing,
    setDemo: async (wanted) => {
      if (wanted === isDemo) return;
      isDemo = wanted;
      await apply();
    },
  };
}
