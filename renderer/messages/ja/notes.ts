import type { Translation } from '../en/catalogue.ts';
import type { notes as english } from '../en/notes.ts';

export const notes: Translation<typeof english> = {
  'note.pace.live-text': '{clip}の音声に{pass}かかります',
  'note.pace.finals-only': '{clip}の音声に{pass}かかるため、文字は発話の終わりに表示されます',
  'note.pace.too-slow': '{clip}の音声に{pass}かかり、通話に追いつけません',
  'note.pace.hopeless': '{clip}の音声に{pass}かかり、このコンピューターでは通話に使えません',
  'note.limit.no-vocabulary': '語彙はあとから反映',
  'note.limit.no-language': '言語の指定は無視',
  'note.limit.english-only': '英語のみ対応（設定された言語は認識できません）',
  'note.limit.unknown-language': '設定された言語に非対応',
  'note.cause.busy': 'このコンピューターは処理が混み合っています。{effect}',
  'note.cause.too-slow': 'このコンピューターはこの音声認識モデルには遅すぎます。{effect}',
  'note.cause.slow': 'このコンピューターでは音声認識が遅めです。{effect}',
  'note.cause.behind': '音声認識が遅れています。{effect}',
  'note.effect.slower-partials': '文字はまとめて表示されます。',
  'note.effect.finals-only': '文字は発話の終わりに表示されます。',
  'note.effect.smaller-model': 'しばらくの間、小さい音声認識モデルで認識します。',
  'note.effect.late': { other: '{count} 件の発話は遅れて文字になります。音声は保持されています。' },
  'note.effect.losing': { other: '{count} 件の発話は保持できず、失われました。' },
};
