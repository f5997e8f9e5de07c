import type { RecognizerLimit, Transcriber } from './recognizers/base/transcriber.ts';

/**
 * What becomes of a language that is asked for.
 * @param language `auto` or a code.
 * @returns undefined where it is heeded.
 */
export function languageLimit(
  { limits = [], languages }: Pick<Transcriber, 'limits' | 'languages'>,
  language: string,
): Exclude<RecognizerLimit, 'no-vocabulary'> | undefined {
  if (language === 'auto') return undefined;
  if (limits.includes('english-only')) return language === 'en' ? undefined : 'english-only';
  if (limits.includes('no-language')) return 'no-language';
  return languages && !languages.includes(language) ? 'unknown-language' : undefined;
}
