import type { Translation } from '../en/catalogue.ts';
import type { guide as english } from '../en/guide.ts';

export const guide: Translation<typeof english> = {
  'guide.progress': 'ステップ {index}/{total}',
  'guide.leave': 'ガイドをスキップ',
  'guide.skip-step': 'このステップをスキップ',
  'guide.back': '戻る',
  'guide.next': '次へ',
  'guide.finish': '完了',
  'guide.more': 'その他の選択肢',
  'guide.consent.title': 'Sotto が聞き始める前に',
  'guide.consent.what':
    'Sotto は許可されている間だけ音声を聞き、文字に変換し、聞こえた質問に短い答えを表示します。音声は文字に変換した後、破棄されます。',
  'guide.consent.private':
    'すべてこのコンピューター上で行われます。ご自身で別のサーバーを選ばない限り、何も外に出ません。',
  'guide.consent.others':
    '多くの地域では、通話を文字に起こす前に相手に伝えるか、同意を得る必要があります。その点はご自身でご確認ください。',
  'guide.consent.all': '同意してすべて設定する',
  'guide.consent.agree': '同意して順番に選ぶ',
  'guide.consent.fetches': 'バックグラウンドでダウンロード：{list}',
  'guide.consent.nothing-to-fetch': '必要なものはすべて揃っています。',
  'guide.voices.title': '誰が質問しますか？',
  'guide.voices.call': '通話の相手',
  'guide.voices.call.hint': 'あなたは「自分」、ほかの人は「相手」です。相手の質問に答えます。',
  'guide.voices.room': 'この部屋にいる人',
  'guide.voices.room.hint': '全員で 1 本のマイクを使います。質問した人に答えます。',
  'guide.voices.key': '自分だけ、キーを使って',
  'guide.voices.key.hint': 'キーを押したまま質問し、離します。ほかには答えません。',
  'guide.voices.why-monitor':
    'おすすめ：このシステムでは、どのアプリの通話でも、あなたに聞こえる音をSottoも聞き取れます。',
  'guide.voices.why-page': 'おすすめ：通話の音声をこのウィンドウと共有できます。',
  'guide.voices.why-room':
    'おすすめ：このシステムでは通話の音声を直接聞き取れません。マイクならその場の全員の声が入ります。',
  'guide.how.title': '通話の音声を聞く方法',
  'guide.how.monitor': 'スピーカーやヘッドセットの音を聞く',
  'guide.how.monitor.hint': 'どの通話アプリでも使え、ほかに必要な操作はありません。',
  'guide.how.no-monitor':
    'このシステムでは、スピーカーの音を録音できません。サウンドサーバーが応答しないか、録音用のプログラムがありません。',
  'guide.how.page': '通話の音声をこのウィンドウと共有する',
  'guide.how.page.browser':
    'ブラウザーが共有する対象を尋ねます。通話のタブを選び、「タブの音声も共有する」をオンにしてください。',
  'guide.how.page.browser.windows':
    'ブラウザーが共有する対象を尋ねます。通話のタブ、通話アプリの場合は画面全体を選び、音声をオンにしてください。',
  'guide.how.page.macos':
    'macOS はシステム音声の収録を一度だけ尋ねます。システム設定の「プライバシーとセキュリティ」、「画面収録とシステムオーディオ録音」にあります。',
  'guide.how.page.windows': 'Windows では許可は不要です。通話で使う出力を既定のデバイスにしてください。',
  'guide.how.page.linux': 'デスクトップが共有する対象を尋ねます。画面を音声付きで選んでください。',
  'guide.mic.test': '音声をテスト',
  'guide.mic.stop': 'テストを停止',
  'guide.mic.denied.title': 'Sotto はマイクを使えません',
  'guide.mic.denied':
    'アドレスの横のマイクまたは鍵のマークをクリックして許可するか、システムのプライバシー設定で許可してください。管理されたコンピューターではできないことがあります。その場合は質問を入力するか、通話の音声だけを聞いてください。',
  'guide.mic.without': 'マイクなしで続ける',
  'guide.speech.title': '音声を文字にするもの',
  'guide.speech.ready': '音声認識の準備ができました。',
  'guide.speech.recommended':
    '{name} がこのコンピューターと言語に最も合います。{size}、{licence}。ここで動作し、以後インターネットは不要です。',
  'guide.speech.get': '{name} をダウンロード',
  'guide.speech.none': 'このコンピューターに推奨されるモデルがありません。一覧から選んでください。',
  'guide.loading': '読み込み中…',
  'guide.downloading': 'ダウンロード中です。その間も先に進めます。',
  'guide.answers.title': '質問に答えるもの',
  'guide.answers.ready': '{name} がこのコンピューターで答えます。',
  'guide.answers.ready-elsewhere': '{name} が別のコンピューターで答えます。',
  'guide.answers.no-model': 'Ollama は動作していますが、答えられるモデルがありません。',
  'guide.answers.stopped': 'Ollama はインストールされていますが、動作していません。',
  'guide.answers.start-ollama': 'Ollama を起動',
  'guide.answers.starting': 'Ollama を起動中…',
  'guide.answers.absent':
    'Ollama はこのコンピューターにありません。なくても大丈夫です。Sotto には内蔵モデルがあります。',
  'guide.answers.built-in': '{name} をダウンロード（{size}）',
  'guide.answers.licence': '{licence}。Sotto の中で動作し、このコンピューターに合わせて選ばれています。',
  'guide.answers.install': '代わりに Ollama を使う',
  'guide.answers.install.linux':
    'ブラウザーで ollama.com/download を開き、Linux の手順に従うか、ソフトウェアセンターで「ollama」を探してください。Sotto が自動的に見つけます。',
  'guide.answers.install.macos':
    'ブラウザーで ollama.com/download を開き、アプリを入手して「アプリケーション」にドラッグし、一度開いてください。Sotto が自動的に見つけます。',
  'guide.answers.install.windows':
    'ブラウザーで ollama.com/download を開き、インストーラーを実行して、時計の横にマークが出るのを待ってください。Sotto が自動的に見つけます。',
  'guide.answers.measure': 'このコンピューターに最適なモデルを探す',
  'guide.answers.measuring': '{name} を測定中…',
  'guide.answers.measured': '{name}：最初の言葉まで {latency}',
  'guide.answers.not-measured': '{name}：測定できませんでした',
  'guide.answers.chosen':
    '測定して選びました。最初の言葉が 1.5 秒以内に出る最大のモデルです。別のモデルを選ぶまで変わりません。',
  'guide.rehearsal.title': '最初の質問をしてみましょう',
  'guide.rehearsal.ask': '質問を選ぶか、入力するか、話してください。',
  'guide.rehearsal.sample-1': 'プロセスとスレッドの違いは何ですか？',
  'guide.rehearsal.sample-2': '厳しい締め切りにはどう対応しますか？',
  'guide.rehearsal.sample-3': '御社の製品が価格に見合う理由は何ですか？',
  'guide.rehearsal.type': '質問を入力',
  'guide.rehearsal.send': '質問する',
  'guide.rehearsal.say': '声で質問する',
  'guide.rehearsal.saying': '声に出して質問してください。Sotto に聞こえている言葉：',
  'guide.rehearsal.hold': '長押しで質問',
  'guide.rehearsal.answered': '{model} が回答、最初の言葉まで {latency}。',
  'guide.rehearsal.not-yet':
    'モデルはまだ揃っていません。その間に、動作を見てみましょう。録音された通話の質問に、内蔵の小さな 2 つのモデルが答えます。',
  'guide.rehearsal.loading':
    'モデルを読み込んでいます。その間に、動作を見てみましょう。録音された通話の質問に、内蔵の小さな 2 つのモデルが答えます。',
  'guide.rehearsal.demo': 'デモ通話を再生',
  'guide.rehearsal.demo-stop': 'デモ通話を停止',
  'guide.rehearsal.get': '足りないものを入手',
  'guide.rehearsal.next': '最後に、通話と同じ条件で音声を確認します。',
  'check.title': '音声チェック',
  'check.start': '音声を確認',
  'check.stop': '確認を停止',
  'check.close': '閉じて聞き取りを終了',
  'check.go': '通話を始める',
  'check.say': '何か話してください。',
  'check.play': '通話の相手に話してもらうか、動画を再生してください。',
  'check.no-sound': '音声が届いていません。',
  'check.sound': '音声が届いています。言葉を待っています…',
  'check.no-words': '音声が届いています。音声認識の準備ができると言葉が表示されます。',
  'check.heard': '聞こえた言葉：「{words}」',
  'check.off': '選択どおり、聞いていません。',
  'check.passed': '両方の音声が聞こえています。通話の準備ができました。',
  'check.passed-one': '声が聞こえています。準備ができました。',
  'consent.title': 'Sotto が聞き始める前に',
  'consent.sound':
    'マイクの音声と、設定した場合は通話相手の音声を取り込みます。音声は文字に変換した後、破棄されます。',
  'consent.kept':
    '文字と回答はこのコンピューターに保存されます。「設定」の「プライバシー」で、保存しないようにもできます。',
  'consent.forgotten': '文字と回答は、Sotto を終了すると消去されます。',
  'consent.stays': '別のサーバーを指定しない限り、何もこのコンピューターの外に出ません。',
  'consent.others':
    '多くの地域では、通話を文字に起こす前に相手への告知や同意が法律で求められます。これは利用者の責任です。',
  'consent.refuse': '聞き取らない',
  'consent.agree': '同意して始める',
};
