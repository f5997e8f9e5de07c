import { isRecord } from '../base/is-record.ts';
import { defaultSettings, settingsSchema, type Retention, type Settings } from '../protocol/settings.ts';
import { contradictionIn } from './contradictions.ts';

export interface SalvagedSettings {
  readonly settings: Settings;
  /** Fields that were there and could not be used, as `section.field`; empty when all was well. */
  readonly problems: readonly string[];
}

/** Fields that older versions wrote and nothing reads any more. */
const RETIRED_FIELDS: ReadonlySet<string> = new Set(['speech.shortContext']);
/** Fields under the names that older versions gave them. */
const RENAMED_FIELDS: Readonly<Record<string, string>> = { 'audio.others': 'them' };

/**
 * Takes from a stored value every field that fits the schema and the default for the rest, so that one bad
 * or unknown field (of a newer version, say) does not cost the others. A missing field is no problem.
 */
export function salvageSettings(stored: Readonly<Record<string, unknown>>): SalvagedSettings {
  const problems: string[] = [];
  const sections = Object.entries(settingsSchema.shape).map(([name, schema]) => {
    if (name === 'version') return [name, defaultSettings.version];
    const defaults: unknown = defaultSettings[name as keyof Settings];
    const found = Object.hasOwn(stored, name) ? stored[name] : {};
    if (!('shape' in schema) || !isRecord(found)) {
      problems.push(name);
      return [name, defaults];
    }
    const section = withNamesOfToday(name, found);
    const fields = Object.entries(schema.shape).map(([field, fieldSchema]) => {
      const fallback = isRecord(defaults) ? defaults[field] : undefined;
      if (!Object.hasOwn(section, field)) return [field, fallback];
      const parsed = fieldSchema.safeParse(section[field]);
      if (!parsed.success) problems.push(`${name}.${field}`);
      return [field, parsed.success ? parsed.data : fallback];
    });
    const unknown = Object.keys(section)
      .filter((field) => !Object.hasOwn(schema.shape, field))
      .map((field) => `${name}.${field}`);
    problems.push(...unknown.filter((field) => !RETIRED_FIELDS.has(field)));
    return [name, Object.fromEntries(fields)];
  });
  problems.push(...Object.keys(stored).filter((name) => !Object.hasOwn(settingsSchema.shape, name)));
  if (stored['version'] !== defaultSettings.version) problems.push('version');
  const fitting = withoutContradictions(settingsSchema.parse(Object.fromEntries(sections)), problems);
  const settings = guideFor(stored, fitting);
  const isKept = problems.length === 0 || isChosen(stored, 'retention', settings.privacy.retention);
  return { settings: isKept ? settings : withRetention(settings, 'session'), problems };
}

/**
 * What holds while the file cannot be read: `settings` may be older than the user's last word, so whatever
 * lets words or sound out of this run or this machine is off.
 */
export function mostPrivate(settings: Settings): Settings {
  return {
    ...settings,
    model: { ...settings.model, allowRemoteModels: false },
    speech: { ...settings.speech, recognizer: defaultSettings.speech.recognizer },
    privacy: { ...settings.privacy, consentAtMs: null, retention: 'session' },
  };
}

function withNamesOfToday(name: string, section: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const fields = Object.entries(section).map(([field, value]) => [
    RENAMED_FIELDS[`${name}.${field}`] ?? field,
    value,
  ]);
  return Object.fromEntries(fields) as Record<string, unknown>;
}

function withoutContradictions(settings: Settings, problems: string[]): Settings {
  let fitting = settings;
  for (let found = contradictionIn(fitting); found; found = contradictionIn(fitting)) {
    problems.push(found.field);
    fitting = found.resolved;
  }
  return fitting;
}

/** A user who gave consent before the guide existed does not need it. */
function guideFor(stored: Readonly<Record<string, unknown>>, settings: Settings): Settings {
  if (Object.hasOwn(stored, 'guide') || settings.privacy.consentAtMs === null) return settings;
  return { ...settings, guide: { step: 'done' } };
}

function withRetention(settings: Settings, retention: Retention): Settings {
  return { ...settings, privacy: { ...settings.privacy, retention } };
}

/** Among damage, only what is written out counts: a misspelt field or section leaves the default behind. */
function isChosen(stored: Readonly<Record<string, unknown>>, field: string, value: string): boolean {
  const section = Object.hasOwn(stored, 'privacy') ? stored['privacy'] : undefined;
  return isRecord(section) && Object.hasOwn(section, field) && section[field] === value;
}
