import { defaultSettings, settingsSchema, type Settings } from '../protocol/settings.ts';

export interface SalvagedSettings {
  readonly settings: Settings;
  /** Fields that were there and could not be used, as `section.field`; empty when all was well. */
  readonly problems: readonly string[];
}

/**
 * Takes from a stored value every field that fits the schema and the default for the rest, so that one bad
 * or unknown field (of a newer version, say) does not cost the others. A missing field is no problem.
 */
export function salvageSettings(stored: Readonly<Record<string, unknown>>): SalvagedSettings {
  const problems: string[] = [];
  const sections = Object.entries(settingsSchema.shape).map(([name, schema]) => {
    if (name === 'version') return [name, defaultSettings.version];
    const defaults: unknown = defaultSettings[name as keyof Settings];
    const section = Object.hasOwn(stored, name) ? stored[name] : {};
    if (!('shape' in schema) || !isRecord(section)) {
      problems.push(name);
      return [name, defaults];
    }
    const fields = Object.entries(schema.shape).map(([field, fieldSchema]) => {
      const fallback = isRecord(defaults) ? defaults[field] : undefined;
      if (!Object.hasOwn(section, field)) return [field, fallback];
      const parsed = fieldSchema.safeParse(section[field]);
      if (!parsed.success) problems.push(`${name}.${field}`);
      return [field, parsed.success ? parsed.data : fallback];
    });
    const unknown = Object.keys(section).filter((field) => !Object.hasOwn(schema.shape, field));
    problems.push(...unknown.map((field) => `${name}.${field}`));
    return [name, Object.fromEntries(fields)];
  });
  problems.push(...Object.keys(stored).filter((name) => !Object.hasOwn(settingsSchema.shape, name)));
  if (stored['version'] !== defaultSettings.version) problems.push('version');
  return { settings: settingsSchema.parse(Object.fromEntries(sections)), problems };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
