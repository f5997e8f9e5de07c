import { expect, test } from 'vitest';
import { bareText, isCaption, isCredit, isRecipe } from '../../../engine/transcription/invented-phrases.ts';

test('bare text is words in lower case with single blanks', () => {
  expect(bareText("  Don't\tFORGET — to   subscribe! ")).toBe('don t forget to subscribe');
  expect(bareText('धन्यवाद।')).toBe('धन्यवाद');
  expect(bareText('…!?')).toBe('');
});

test.each([
  'Thank you.',
  '  You ',
  "Don't forget to subscribe!",
  'Abonnez-vous !',
  'ご視聴ありがとうございました。',
  'धन्यवाद',
])('"%s" is a caption, which a person may also say', (text) => {
  expect(isCaption(bareText(text))).toBe(true);
  expect(isCredit(bareText(text))).toBe(false);
});

test.each(['Thank you, Bob.', 'You too', 'The music stops here', ''])('"%s" is not a caption', (text) => {
  expect(isCaption(bareText(text))).toBe(false);
});

test.each([
  'Subtitles by the Amara.org community',
  'Untertitel im Auftrag des ZDF',
  'Subtítulos realizados por la comunidad',
  'MBC 뉴스 김철수입니다',
  'Редактор субтитров А. Семкин',
])('"%s" is a credit, which nobody says', (text) => {
  expect(isCredit(bareText(text))).toBe(true);
});

test.each(['Wo sind die Untertitel von gestern?', 'Untertitel der Folie', 'Sous-titres par défaut', ''])(
  '"%s" is not a credit',
  (text) => {
    expect(isCredit(bareText(text))).toBe(false);
  },
);

test('a credit among many words is theirs', () => {
  expect(isCredit(bareText(`Subtitles by the Amara.org community ${'and more '.repeat(6)}`))).toBe(false);
});

test.each(['½ oz. rum', '5 lbs'])('"%s" is a recipe on a screen', (text) => {
  expect(isRecipe(bareText(text))).toBe(true);
});

test.each(['We add half an ounce of rum', '2 oz of rum with one spoon of sugar', 'lbs', ''])(
  '"%s" is not a recipe on a screen',
  (text) => {
    expect(isRecipe(bareText(text))).toBe(false);
  },
);
