import type { Translation } from '../en/catalogue.ts';
import type { files as english } from '../en/files.ts';

export const files: Translation<typeof english> = {
  'file.title': '録音を文字に起こす',
  'file.close': '閉じる',
  'file.hint':
    '音声ファイルをこのウィンドウにドロップするか、選んでください（WAV、FLAC、MP3、M4A、OGG）。このコンピューターで文字に起こし、質問には答えません。',
  'file.choose': 'ファイルを選ぶ',
  'file.sending': 'ファイルを読み込んでいます…',
  'file.of': '{name} の進み具合',
  'file.place': '{total} 中 {heard}',
  'file.speed': '話す速さの {ratio} 倍',
  'file.left': '残り約 {time}',
  'file.stop': '停止',
  'file.completed':
    'の文字起こしが終わりました。テキストは文字起こしに、通話を保存する設定なら履歴にもあります。',
  'file.stopped': 'を {heard} で停止しました。そこまでのテキストは文字起こしにあります。',
  'file.failed': 'は {heard} より先を読めませんでした。そこまでのテキストは文字起こしにあります。',
  'file.leftOut': '録音は 1 つずつ文字に起こすため、次のファイルは受け付けませんでした：{names}',
};
