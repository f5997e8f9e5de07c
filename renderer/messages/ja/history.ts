import type { Translation } from '../en/catalogue.ts';
import type { history as english } from '../en/history.ts';

export const history: Translation<typeof english> = {
  'history.title': '過去の通話',
  'history.call': '通話',
  'history.search': '過去の通話を検索',
  'history.none': '保存された通話はまだありません。',
  'history.more': 'さらに表示',
  'history.no-hits': '「{query}」は見つかりませんでした。',
  'history.choose': '通話を選ぶと内容を読めます。',
  'history.lines': { other: '{count} 行' },
  'history.answers': { other: '回答 {count} 件' },
  'history.copy': 'コピー',
  'history.save': '{format} で保存',
  'history.not-exported': '通話をコピーまたは保存できませんでした。',
  'history.delete': '削除…',
  'history.delete-sure': 'この通話を完全に削除',
  'history.keep': '残す',
  'history.back': '一覧に戻る',
};
