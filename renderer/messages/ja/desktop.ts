import type { Translation } from '../en/catalogue.ts';
import type { desktop as english } from '../en/desktop.ts';

export const desktop: Translation<typeof english> = {
  'desktop.show': 'Sotto を表示',
  'desktop.hide': 'Sotto を隠す',
  'desktop.recent-answers': '最近の回答',
  'desktop.no-answers': '回答はまだありません',
  'desktop.settings': '設定…',
  'desktop.history': '過去の通話…',
  'desktop.diagnostics': '診断…',
  'desktop.look-for-update': '更新を確認…',
  'desktop.hidden': '画面共有では非表示（システムが対応している場合）',
  'desktop.not-hidden': '画面全体を共有すると相手に見えます',
  'desktop.not-hidden-title': '画面共有に Sotto が映ります',
  'desktop.not-hidden-body':
    'このシステムでは、共有画面からウインドウを除外できません。ウインドウだけを共有するか、先に Sotto を隠してください。',
  'desktop.still-running-title': 'Sotto は動作中です',
  'desktop.still-running-body':
    'ウインドウは閉じました。トレイのアイコンから再表示または終了できます。Sotto をもう一度起動しても表示されます。',
  'desktop.not-on-top': 'このシステムでは Sotto を最前面に保てません',
  'desktop.off-screen': 'Sotto のウインドウをどの画面にも配置できません',
  'desktop.not-at-login':
    'システムがログイン時に Sotto を起動しません。システム設定のログイン項目またはスタートアップ アプリで許可してください',
  'desktop.engine-restarting': 'エンジンが停止したため再起動しています',
  'desktop.engine-given-up': 'エンジンが停止しました',
  'desktop.engine-crashes': 'Sotto のエンジンが繰り返し異常終了しています。',
  'desktop.engine-crashes-remedy':
    'もう一度起動してください。続く場合は、コンピューターを再起動するか、Sotto を再インストールしてください。',
  'desktop.page-crashes': 'Sotto のウインドウが繰り返し異常終了しています。',
  'desktop.page-crashes-remedy': 'Sotto を終了し、もう一度起動してください。',
  'desktop.capture-crashes': 'マイクの音を聞く部分が繰り返し異常終了しています。',
  'desktop.capture-crashes-remedy':
    'Sotto を終了し、もう一度起動してください。「設定」の「オーディオ」で別の方法を選ぶこともできます。',
  'desktop.helper-crashed': 'Sotto の一部が異常終了しました：{name}',
  'desktop.helper-crashed-remedy':
    '自動で再起動します。音やウインドウが戻らない場合は、Sotto を終了し、もう一度起動してください。',
  'desktop.helper-crashes': 'Sotto の一部が繰り返し異常終了しています：{name}',
  'desktop.main-crashed': 'Sotto で予期しないエラーが発生しました。',
  'desktop.start-afresh-remedy': 'Sotto をもう一度起動してください。進行中の通話は中断されます。',
  'desktop.key-hold': '{key} を押している間に質問',
  'desktop.key-toggle': '{key} を押すと開始、もう一度押すと終了。{reason}',
  'desktop.hold-unwatched': 'キーが押されたままかどうかを確認できませんでした。',
  'desktop.hold-macos':
    '押し続ける方式にするには、システム設定の「プライバシーとセキュリティ」の「アクセシビリティ」で Sotto を許可してください（一覧にない場合は「＋」で追加）。許可すると自動で切り替わります。',
  'desktop.hold-wayland': 'Wayland では、アプリはキーが離されたことを検知できません。',
  'desktop.hold-no-display': 'ディスプレイがありません。',
  'desktop.key-for-desktop':
    '{action}：このデスクトップではグローバルキーを使えません。ウインドウかトレイを使ってください。デスクトップの設定でキーを割り当てる方法はマニュアルにあります',
  'desktop.key-taken': '{action}：{key} は別のプログラムが使用しています',
  'desktop.key-twice': '{action}：{key} はすでに「{other}」に割り当てられています',
  'desktop.key-reserved': '{action}：{key} はシステムが使用します',
  'desktop.key-unreadable': '{action}：「{key}」はキーの組み合わせではありません',
  'desktop.lost-accessibility':
    '更新後、macOS が Sotto に「長押しで質問」キーの検知を許可していません。システム設定の「プライバシーとセキュリティ」の「アクセシビリティ」で Sotto を「−」で削除し、もう一度追加してください',
  'desktop.lost-microphone':
    '更新後、macOS が Sotto にマイクの使用を許可していません。「システム設定」の「プライバシーとセキュリティ」>「マイク」で Sotto をいったんオフにしてからオンに戻し、Sotto を再起動してください',
  'desktop.update-look': 'Sotto の入手先で更新を確認しますか？',
  'desktop.update-look-button': '確認',
  'desktop.update-found': 'Sotto {version} があります。ダウンロードしますか？',
  'desktop.update-found-button': 'ダウンロード',
  'desktop.update-ready': '新しいバージョンをダウンロードしました。Sotto を再起動してインストールします。',
  'desktop.update-ready-button': '再起動',
  'desktop.update-none': 'Sotto {version} は最新バージョンです。',
  'desktop.update-failed': '更新できませんでした。新しいバージョンをご自身でダウンロードしてください。',
  'desktop.may.run-program': '音声を認識するために、Sotto がこのプログラムを実行してもよいですか？ {subject}',
  'desktop.may.keep-model': 'Sotto が {subject} を読み込み、モデルとしてコピーを保存してもよいですか？',
  'desktop.may.read-models': 'Sotto が {subject} をモデルとして読み込んでもよいですか？',
  'desktop.start-again': 'もう一度起動',
  'desktop.quit-button': '終了',
  'desktop.cancel': 'キャンセル',
  'desktop.allow': '許可',
};
