import { expect, test } from 'vitest';
import { whisperLanguage } from '../../../../../engine/transcription/recognizers/base/whisper-languages.ts';

test('a code that Whisper does not know is detected', () => {
  expect(['en', 'yue', 'auto', 'xx', 'EN'].map(whisperLanguage)).toEqual([
    'en',
    'yue',
    'auto',
    'auto',
    'auto',
  ]);
});
