import { EngineError } from '../base/engine-error.ts';
import { RETENTION_DAYS, type Settings, type SettingsPatch } from '../protocol/settings.ts';
import type { SettingsNotice } from './settings-file.ts';
import { mergeSettings, type SettingsStore } from './settings-store.ts';

/** The active settings: the stored ones, overlaid by the demo's while its call is played. */
export interface EngineSettings {
  current(): Settings;
  /**
   * A change that cannot be written holds for this run, and `onNotice` says so; of the privacy settings only a
   * stricter choice does, and even that is refused with the reason, for the next start would undo it.
   * @throws EngineError 'bad-settings' that names the field, or 'settings-unwritable'; what `onChange` throws.
   */
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
  /** What is wrong with the settings file changed; undefined when all is well again. */
  readonly onNotice: (notice: SettingsNotice | undefined) => void;
}): EngineSettings {
  const { store, demo, onChange, onNotice } = options;
  let isDemo = false;
  let current = store.current;
  let changing: Promise<void> = Promise.resolve();
  const apply = async (): Promise<void> => {
    const before = current;
    current = isDemo ? mergeSettings(store.current, demo) : store.current;
    await onChange(before, current);
  };
  const changeAndKeep = async (patch: SettingsPatch): Promise<void> => {
    const before = store.notice;
    await store.change(patch, { mustBeKept: isMorePermissive(patch, store.current) });
    const { notice } = store;
    try {
      await apply();
    } finally {
      if (notice?.message !== before?.message) onNotice(notice);
    }
    if (notice && patch.privacy) {
      throw new EngineError(
        'settings-unwritable',
        'This holds until Sotto is closed, but it cannot be kept: the settings file cannot be written.',
        notice.remedy,
      );
    }
  };
  return {
    current: () => current,
    change: (patch) => {
      const changed = changeAndKeep(patch);
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

/** More is captured or kept than before. */
function isMorePermissive({ privacy = {} }: SettingsPatch, { privacy: before }: Settings): boolean {
  const isConsent = privacy.consentAtMs !== undefined && privacy.consentAtMs !== null;
  const { retention = before.retention } = privacy;
  return isConsent || RETENTION_DAYS[retention] > RETENTION_DAYS[before.retention];
}
