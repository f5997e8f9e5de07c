import { EngineError } from '../base/engine-error.ts';
import { prepareDataFolder } from '../base/data-folder.ts';
import type { Logger } from '../base/logger.ts';
import { createQueue } from '../base/queue.ts';
import { refusedSetting, settingRefusal } from '../base/refused-value.ts';
import { settingsSchema, type Settings, type SettingsPatch } from '../protocol/settings.ts';
import { contradictionIn } from './contradictions.ts';
import { readStored, writeSettings, type SettingsNotice } from './settings-file.ts';

/** The settings and the file they live in. */
export interface SettingsStore {
  readonly current: Settings;
  /** Set when the file could not be used as it was, or when the last change could not be written. */
  readonly notice: SettingsNotice | undefined;
  /**
   * Merges a change in, section by section. It holds once the promise settles, and outlives this run unless
   * `notice` says that it could not be written. Changes are applied one after the other.
   * @param options.mustBeKept refuses a change that cannot be written instead of making it for this run.
   * @throws EngineError 'bad-settings' that names the field, or 'settings-unwritable'; nothing has changed then.
   */
  change(patch: SettingsPatch, options?: { readonly mustBeKept: boolean }): Promise<Settings>;
  /** Called after each change. @returns stops the listener. */
  onChange(listener: (settings: Settings) => void): () => void;
}

export interface SettingsStoreOptions {
  /** Made if it is missing. */
  readonly directory: string;
  /** Laid over what is stored, for this run only; a field that is then changed follows the change. */
  readonly overrides?: SettingsPatch;
  readonly log: Logger;
}

/**
 * Opens the settings of a folder. A file that cannot be read stays, and the last good one or the defaults stand
 * in, and nothing said is kept.
 * @throws EngineError 'bad-settings' when the overrides don't fit; never for what a file holds.
 * @throws EngineError 'data-folder-unsafe' when others could write to the folder.
 */
export async function openSettingsStore(options: SettingsStoreOptions): Promise<SettingsStore> {
  const { directory, log } = options;
  const refused = await prepareDataFolder(directory);
  if (refused) log.warn('data folder could not be prepared', { refused: refused.message });
  const opened = await readStored(directory, log);
  const listeners = new Set<(settings: Settings) => void>();
  let stored = opened.settings;
  let overrides = options.overrides ?? {};
  let current = mergeSettings(stored, overrides);
  let notice = opened.notice ?? refused;
  const changes = createQueue();

  const apply = async (patch: SettingsPatch, mustBeKept: boolean): Promise<Settings> => {
    const nextStored = mergeSettings(stored, patch);
    const nextOverrides = withoutFieldsOf(overrides, patch);
    const next = mergeSettings(nextStored, nextOverrides);
    const problem = await writeSettings(directory, nextStored, log);
    if (problem && mustBeKept) {
      throw new EngineError(
        'settings-unwritable',
        'The settings file cannot be written, so nothing was changed.',
        problem.remedy,
      );
    }
    notice = problem;
    stored = nextStored;
    overrides = nextOverrides;
    current = next;
    for (const listener of listeners) listener(next);
    return next;
  };

  return {
    get current() {
      return current;
    },
    get notice() {
      return notice;
    },
    change: (patch, options) => changes.add(() => apply(patch, options?.mustBeKept ?? false)),
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** @throws EngineError 'bad-settings' that names the field. */
export function mergeSettings(settings: Settings, patch: SettingsPatch): Settings {
  const sections = Object.entries(patch).map(([name, changes]) => [
    name,
    { ...sectionOf(settings, name), ...changes },
  ]);
  const parsed = settingsSchema.safeParse({ ...settings, ...Object.fromEntries(sections) });
  if (!parsed.success) throw refusedSetting(parsed.error);
  const contradiction = contradictionIn(parsed.data);
  if (contradiction) throw settingRefusal(contradiction.field, contradiction.reason);
  return parsed.data;
}

function withoutFieldsOf(overrides: SettingsPatch, patch: SettingsPatch): SettingsPatch {
  return Object.fromEntries(
    Object.entries(overrides).map(([name, fields]) => {
      const changed = sectionOf(patch, name);
      return [
        name,
        Object.fromEntries(Object.entries<unknown>(fields ?? {}).filter(([field]) => !(field in changed))),
      ];
    }),
  );
}

function sectionOf(settings: object, name: string): object {
  const section: unknown = Object.hasOwn(settings, name)
    ? settings[name as keyof typeof settings]
    : undefined;
  return typeof section === 'object' && section !== null ? section : {};
}
