import { describeLanguages } from '../../engine/protocol/describe-languages.ts';
import type { ModelFile } from '../../engine/protocol/events.ts';
import type { Messages } from './messages.ts';

/** "161 MB · English · MIT": what a model costs, what it knows and on what terms. */
export function modelFacts({ t, bytes, language }: Messages, file: ModelFile): readonly string[] {
  const languages = describeLanguages(file.languages, {
    locale: language,
    many: t('settings.files.many-languages'),
    andMore: (names, count) => t('settings.files.more-languages', { names, count }),
  });
  const licence = file.licence === '' ? t('settings.files.own') : file.licence;
  return [bytes(file.bytes), languages, licence].filter((fact) => fact !== '');
}
