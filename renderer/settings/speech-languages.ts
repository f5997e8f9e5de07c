/** The languages that Whisper models know, the widest range of our recognizers. */
const SPEECH_LANGUAGES =
  'af am ar as az ba be bg bn bo br bs ca cs cy da de el en es et eu fa fi fo fr gl gu ha haw he hi hr ht hu hy id is it ja jw ka kk km kn ko la lb ln lo lt lv mg mi mk ml mn mr ms mt my ne nl nn no oc pa pl ps pt ro ru sa sd si sk sl sn so sq sr su sv sw ta te tg th tk tl tr tt uk ur uz vi yi yo yue zh'.split(
    ' ',
  );

/** For those that a browser has no name for, their own. */
const OWN_NAMES: Readonly<Record<string, string>> = { ba: 'Башҡортса', bo: 'བོད་སྐད་', tt: 'Татарча' };

/** Codes with their names in the language of the interface, in its order. */
export function speechLanguageNames(interfaceLanguage: string): Readonly<Record<string, string>> {
  const named = SPEECH_LANGUAGES.map((code) => [code, languageName(code, interfaceLanguage)] as const);
  return Object.fromEntries(
    named.toSorted(([, left], [, right]) => left.localeCompare(right, interfaceLanguage)),
  );
}

/** @param code one that nobody has a name for, or that is none, stays as it is. */
export function languageName(code: string, interfaceLanguage: string): string {
  try {
    const names = new Intl.DisplayNames(interfaceLanguage, { type: 'language', fallback: 'none' });
    return names.of(code) ?? OWN_NAMES[code] ?? code;
  } catch {
    return code;
  }
}
