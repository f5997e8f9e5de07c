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
