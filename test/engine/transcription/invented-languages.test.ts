import { expect, test } from 'vitest';
import { suppressInvented } from '../../../engine/transcription/suppress-invented.ts';

function judge(text: string, voicedMs: number): string {
  return suppressInvented({ text, computeMs: 1 }, { voicedMs, vocabulary: '' }).text;
}

test.each([
  ['ご視聴ありがとうございました', 400],
  ['ご視聴ありがとうございました。', 700],
  ['谢谢观看', 250],
  ['請訂閱、按讚 字幕由Amara.org社區提供', 3_000],
  ['시청해 주셔서 감사합니다.', 500],
  ['Продолжение следует...', 250],
  ['Субтитры сделал DimaTorzok', 3_000],
  ['Untertitel der Amara.org-Community', 3_000],
  ['1/2 oz', 3_000],
  ['1/2 oz de grado', 3_000],
  ['2 tbsp of brown sugar', 4_000],
  ['½ tsp salt', 3_000],
  ["Sous-titres réalisés par la communauté d'Amara.org", 3_000],
  ['اشتركوا في القناة', 300],
  ['ترجمة نانسي قنقر', 2_000],
  ['Gracias por ver el video', 500],
  ['ขอบคุณที่รับชม', 300],
  ['Продолжение следует...', 600],
  ['Abone olmayı unutmayın.', 600],
  ['Děkuji za pozornost.', 500],
  ['次の動画でお会いしましょう', 600],
  ['未完待续', 250],
  ['Kiitos, kun katsoitte!', 500],
  ['Thank you. Bye.', 300],
  ['Thanks for watching. See you next time.', 900],
  ['Редактор субтитров А. Синецкая Корректор А. Егорова', 4_000],
  ['Sottotitoli e revisione a cura di QTSS', 3_000],
  ['Copyright WDR 2021', 2_000],
  ['(拍手)', 2_000],
])('nobody said %j in %d ms', (text, voicedMs) => {
  expect(judge(text, voicedMs)).toBe('');
});

test.each([
  ['ありがとうございました', 1_100],
  ['谢谢大家', 900],
  ['감사합니다', 700],
  ['Спасибо', 500],
  ['我们明天讨论数据库索引的价格，然后决定是否需要更大的服务器。', 5_500],
  ['ゼロから作ると時間がかかりますか', 2_200],
  ['どうやってデータベースの索引を作りますか', 2_600],
  ['데이터베이스 인덱스는 어떻게 만드나요?', 2_400],
  ['ฐานข้อมูลทำงานอย่างไรครับ', 1_800],
  ['Wie funktioniert ein Index in der Datenbank?', 2_300],
  ['好的好的好的', 1_200],
  ['はいはい', 500],
  ['哈哈哈哈', 800],
  ['Danke.', 200],
  ['Gracias.', 300],
  ['Thank you. Bye.', 900],
  ['Do you know amara.org?', 2_000],
  ['Корректор, а почему так?', 2_000],
  ['Редактор субтитров работает отлично.', 3_000],
  ['Sous-titrage de la vidéo, c’est prévu pour quand ?', 3_500],
  ['Untertitel der Folie fehlt noch.', 2_500],
  ['Legendas, por favor.', 1_500],
  ['How much of it? 2 oz.', 2_000],
])('%j was said in %d ms and stays', (text, voicedMs) => {
  expect(judge(text, voicedMs)).toBe(text);
});

test.each([
  ['谢谢'.repeat(45), 3_000, '谢谢'],
  ['我们讨论一下'.repeat(20), 4_000, '我们讨论一下'],
  [`今天${'我们讨论一下'.repeat(20)}价格`, 4_000, '今天我们讨论一下价格'],
  ['ありがとうございました。'.repeat(20), 3_000, 'ありがとうございました。'],
  ['네 '.repeat(60), 3_000, '네 네'],
  ['ขอบคุณครับ'.repeat(30), 3_000, 'ขอบคุณครับ'],
  [`Да ${'ха'.repeat(40)}`, 6_000, 'Да ха'],
  ['да, '.repeat(40), 2_000, 'да, да,'],
])('the loop %j is cut down to its first round', (text, voicedMs, once) => {
  expect(judge(text, voicedMs)).toBe(once);
});

test('more than anybody can say in that time is invented, by the script', () => {
  expect(judge('我们明天讨论数据库索引的价格', 400)).toBe('');
  expect(judge('我们明天讨论数据库索引的价格', 1_500)).not.toBe('');
});

test.each([
  ['Запиши меня на пятницу. Субтитры сделал DimaTorzok', 'Запиши меня на пятницу.'],
  ['Untertitel im Auftrag des ZDF, 2020. Wie geht es weiter?', 'Wie geht es weiter?'],
  ['我们明天讨论价格。字幕由Amara.org社区提供', '我们明天讨论价格。'],
  ['[музыка] Привет всем!', 'Привет всем!'],
  ['(拍手) では始めます。', 'では始めます。'],
])('of %j the words of the speaker stay', (text, said) => {
  expect(judge(text, 4_000)).toBe(said);
});
