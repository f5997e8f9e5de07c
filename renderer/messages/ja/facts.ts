import type { Translation } from '../catalogue.ts';
import type { facts as english } from '../en/facts.ts';

export const facts: Translation<typeof english> = {
  'facts.close': '閉じる',
  'facts.none': '数値、日付、名前、約束はまだ出ていません。',
  'facts.commitment': '約束',
  'facts.date': '日付と時刻',
  'facts.number': '数値',
  'facts.name': '名前',
  'facts.show': '文字起こしで見る',
};
