import { expect, test } from 'vitest';
import { settingsPatchSchema } from '../../../engine/protocol/settings.ts';
import { speechLanguageNames } from '../../../renderer/settings/speech-languages.ts';

function isTaken(language: string): boolean {
  return settingsPatchSchema.safeParse({ speech: { language } }).success;
}

test.each(['xx', 'zz', 'EN', 'en-GB', 'english', ''])('"%s" is no language', (language) => {
  const parsed = settingsPatchSchema.safeParse({ speech: { language } });
  expect(JSON.stringify(parsed.error?.issues)).toContain('the code of a language, such as \\"en\\"');
});

test('every language that can be picked is taken', () => {
  expect(['auto', ...Object.keys(speechLanguageNames('en'))].filter((code) => !isTaken(code))).toEqual([]);
});
