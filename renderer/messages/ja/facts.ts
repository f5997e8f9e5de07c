import type { Translation } from '../en/catalogue.ts';
import type { facts as english } from '../en/facts.ts';

export const facts: Translation<typeof english> = {
  'facts.close': '閉じる',
  'facts.none': '数値、日付、名前、約束はまだ出ていません。',
  'facts.commitment': '約束',
  'facts.date': '日付と時刻',
  'facts.number': '数値',
  'facts.name': '名前',
  'facts.show': '文字起こしで見る',
  'wipe.title': '通話の内容を消去しますか？',
  'wipe.call': 'この通話の文字起こし、質問、回答を消去します。',
  'wipe.all-calls':
    'このコンピューターに保存したすべての通話（この通話を含む）の文字起こし、質問、回答を消去します。',
  'wipe.hint': '聞き取りは終了します。元に戻せません。消去の対象は「設定」の「プライバシー」で選べます。',
  'wipe.cancel': 'キャンセル',
  'wipe.erase': '消去',
};
