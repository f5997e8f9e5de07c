const MAX_SHOWN_COUNT = 3;

export interface LanguageWords {
  /** The names of the languages are given in its language. */
  readonly locale: string;
  readonly many: string;
  /** "English, German and 6 more". */
  readonly andMore: (names: string, count: number) => string;
}

/** The languages of a model by name, only the first few of many; '' when they are not known. */
export function describeLanguages(codes: readonly string[], words: LanguageWords): string {
  if (codes.includes('*')) return words.many;
  const display = new Intl.DisplayNames(words.locale, { type: 'language' });
  const names = codes.map((code) => display.of(code) ?? code);
  if (names.length <= MAX_SHOWN_COUNT) return names.join(', ');
  const shown = names.slice(0, MAX_SHOWN_COUNT - 1);
  return words.andMore(shown.join(', '), names.length - shown.length);
}
