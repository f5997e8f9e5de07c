import { byteSizeOf } from '../../engine/protocol/byte-size.ts';
import type { Language } from '../../engine/protocol/settings.ts';
import type { ParametersOf, Translation, Wording } from './en/catalogue.ts';
import type { en } from './en.ts';

type English = typeof en;
export type MessageKey = keyof English;
/** A catalogue that has every key of the English one. */
export type Catalogue = Translation<English>;

type ArgumentsOf<Key extends MessageKey> = keyof ParametersOf<English[Key]> extends never
  ? []
  : [parameters: ParametersOf<English[Key]>];

/** The texts, numbers and dates of one language. */
export interface Messages {
  readonly language: Language;
  /** The wording of a key, with its parameters put in. */
  t<Key extends MessageKey>(key: Key, ...parameters: ArgumentsOf<Key>): string;
  /** "0.4s", "12s", "2m": a length of time in the unit that fits. */
  duration(durationMs: number): string;
  /** "4s", "2m": an age in whole units. */
  age(ageMs: number): string;
  /** "3ms" below a second, else as a duration. */
  latency(latencyMs: number): string;
  /** "148 MB", "4.7 GB". */
  bytes(byteCount: number): string;
  number(value: number): string;
  /** @param share 0–1. */
  percent(share: number): string;
  /** @param epochMs wall time. */
  time(epochMs: number): string;
  date(epochMs: number): string;
}

/** @param catalogue the rooms that are loaded; a text of another room shows as its key. */
export function createMessages(language: Language, catalogue: Partial<Catalogue>): Messages {
  const plurals = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  const percents = new Intl.NumberFormat(language, { style: 'percent' });
  const times = new Intl.DateTimeFormat(language, { timeStyle: 'short' });
  const dates = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
  const amount = unitFormatter(language);

  const duration = (durationMs: number): string => {
    if (durationMs < 9_950) return amount(Math.max(0, durationMs) / 1_000, 'second', 1);
    if (durationMs < 59_500) return amount(durationMs / 1_000, 'second', 0);
    if (durationMs < 3_570_000) return amount(durationMs / 60_000, 'minute', 0);
    return amount(durationMs / 3_600_000, 'hour', 0);
  };
  const wordingOf = (key: MessageKey, parameters: Readonly<Record<string, string | number>>): string => {
    const wording = (catalogue as Readonly<Partial<Record<MessageKey, Wording>>>)[key] ?? key;
    if (typeof wording === 'string') return wording;
    const isOne = plurals.select(Number(parameters['count'])) === 'one';
    return (isOne ? wording.one : undefined) ?? wording.other;
  };
  return {
    language,
    t: (key, ...[parameters]) => {
      const values: Readonly<Record<string, string | number>> = parameters ?? {};
      return wordingOf(key, values).replaceAll(/\{(\w+)\}/g, (_match, name: string) => {
        const value = values[name] ?? '';
        return typeof value === 'number' ? numbers.format(value) : value;
      });
    },
    duration,
    age: (ageMs) => (ageMs < 59_500 ? amount(Math.max(0, ageMs) / 1_000, 'second', 0) : duration(ageMs)),
    latency: (latencyMs) => (latencyMs < 1_000 ? amount(latencyMs, 'millisecond', 0) : duration(latencyMs)),
    bytes: (byteCount) => {
      const { value, unit, fractionDigitCount } = byteSizeOf(byteCount);
      return amount(value, unit, fractionDigitCount);
    },
    number: (value) => numbers.format(value),
    percent: (share) => percents.format(share),
    time: (epochMs) => times.format(epochMs),
    date: (epochMs) => dates.format(epochMs),
  };
}

/** Formatters are costly to make and are wanted again each second. */
function unitFormatter(language: Language) {
  const made = new Map<string, Intl.NumberFormat>();
  return (value: number, unit: string, digitCount: number): string => {
    const key = `${unit} ${digitCount}`;
    const format =
      made.get(key) ??
      new Intl.NumberFormat(language, {
        style: 'unit',
        unit,
        unitDisplay: unit.endsWith('byte') ? 'short' : 'narrow',
        minimumFractionDigits: digitCount,
        maximumFractionDigits: digitCount,
      });
    made.set(key, format);
    return format.format(value);
  };
}
