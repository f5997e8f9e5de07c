/** What recognizers say of noise and silence: captions and credits of the videos they were trained on. */

/** Things that people do say, so that only the missing voice gives them away. */
const CAPTIONS: Readonly<Record<string, readonly string[]>> = {
  en: [
    'thank you',
    'thanks',
    'thanks for watching',
    'thank you for watching',
    'thank you very much',

    'thank you so much for watching',
    'please subscribe',
    'please like and subscribe',
    'like and subscribe',
    'see you next time',
    'see you in the next video',
    'transcribed by',
    'subtitles by',
    'bye',
    'bye bye',
    'you',
    'so',
    'the end',
    'i m sorry',
    'silence',
    'music',
    'applause',
    'subscribe to my channel',
    'don t forget to subscribe',
    'to be continued',
  ],
  de: [
    'vielen dank',
    'danke',
    'danke schön',
    'vielen dank fürs zuschauen',
    'danke fürs zuschauen',
    'tschüss',
    'bis zum nächsten mal',
    'vielen dank für ihre aufmerksamkeit',
    'untertitel',
    'copyright wdr 2021',
  ],
  fr: [
    'merci',
    'merci beaucoup',
    'merci d avoir regardé',
    'merci d avoir regardé cette vidéo',
    'au revoir',
    'abonnez vous',
    'n oubliez pas de vous abonner',
    'à bientôt',
    'sous titrage',
  ],
  es: [
    'gracias',
    'muchas gracias',
    'gracias por ver',
    'gracias por ver el video',
    'suscríbete',
    'adiós',
    'suscríbete al canal',
    'gracias por su atención',
    'hasta la próxima',
  ],
  pt: ['obrigado', 'obrigada', 'obrigado por assistir', 'inscreva se no canal', 'tchau', 'até a próxima'],
  it: ['grazie', 'grazie mille', 'grazie per la visione', 'grazie per aver guardato', 'iscriviti al canale'],
  nl: ['dank je wel', 'bedankt', 'bedankt voor het kijken', 'tot de volgende keer'],
  sv: ['tack', 'tack för att du tittade', 'tack för att ni tittade'],
  pl: ['dziękuję', 'dziękuję za uwagę', 'dziękuję za oglądanie', 'do zobaczenia'],
  ru: [
    'спасибо',
    'спасибо за просмотр',
    'спасибо за внимание',
    'продолжение следует',
    'до свидания',
    'подписывайтесь на канал',
    'подписывайтесь',
    'до новых встреч',
    'всем пока',
  ],
  uk: ['дякую', 'дякую за перегляд', 'дякую за увагу', 'далі буде'],
  tr: ['teşekkürler', 'teşekkür ederim', 'izlediğiniz için teşekkürler', 'abone olun'],
  ar: [
    'شكرا',
    'شكرا للمشاهدة',
    'شكرا على المشاهدة',
    'شكرا لكم',
    'اشتركوا في القناة',
    'لا تنسوا الاشتراك في القناة',
  ],
  he: ['תודה', 'תודה רבה', 'תודה שצפיתם', 'תודה על הצפייה'],
  fa: ['ممنون', 'ممنون که تماشا کردید', 'با تشکر از شما'],
  hi: ['धन्यवाद', 'देखने के लिए धन्यवाद', 'चैनल को सब्सक्राइब करें', 'शुक्रिया'],
  id: ['terima kasih', 'terima kasih telah menonton', 'terima kasih sudah menonton', 'sampai jumpa'],
  vi: ['cảm ơn', 'cảm ơn các bạn đã theo dõi', 'cảm ơn các bạn đã xem', 'hẹn gặp lại', 'hãy đăng ký kênh'],
  th: ['ขอบคุณ', 'ขอบคุณครับ', 'ขอบคุณค่ะ', 'ขอบคุณที่รับชม', 'ขอบคุณที่ติดตาม', 'โปรดติดตามตอนต่อไป'],
  ja: [
    'ありがとうございました',
    'ありがとうございます',
    'ご視聴ありがとうございました',
    'ご視聴ありがとうございます',
    'ご覧いただきありがとうございました',
    'ご清聴ありがとうございました',
    'チャンネル登録お願いします',

    'チャンネル登録をお願いいたします',
    '最後までご視聴ありがとうございました',
    'おやすみなさい',
    'また次回',
  ],
  zh: [
    '谢谢',
    '谢谢大家',
    '谢谢观看',
    '谢谢收看',
    '感谢观看',
    '感谢收看',
    '多谢观看',
    '下次再见',
    '我们下期再见',
    '謝謝',
    '謝謝大家',
    '謝謝觀看',
    '謝謝收看',
    '感謝觀看',
    '感謝收看',
    '多謝您的收看',
    '下次再見',
    '请订阅',
    '请订阅我的频道',
    '歡迎訂閱',
    '点赞订阅',
    '字幕',
  ],
  ko: [
    '감사합니다',
    '시청해주셔서 감사합니다',
    '시청해 주셔서 감사합니다',
    '구독과 좋아요 부탁드립니다',
    '구독 좋아요 부탁드려요',
    '다음 영상에서 만나요',
    '고맙습니다',
    '다음 시간에 만나요',
  ],
};

/** Credits, which nobody says in a call however long the voice. */
const CREDITS: readonly RegExp[] = [
  /amara\s?org/u,
  /dimatorzok|субтитры (?:с?делал|создавал|подготовил)|редактор субтитров|корректор а/u,
  /明镜与点点|明鏡與點點|请不吝点赞|請不吝點贊|字幕(?:志愿者|志願者|by|由|製作|制作)|中文字幕/u,
  /ترجمة نانسي|نانسي قنقر/u,
  /^(?:undertexter (?:av|från)|tekstet av|legendas (?:por|pela)|subtítulos (?:por|realizados)|sous titr(?:age|es) (?:réalisés?|st|de|par|société)|sottotitoli (?:e revisione|creati|a cura)|napisy (?:stworzone|wykonał)|ondertiteld? (?:door|ingediend)|untertitel(?:ung)? (?:des|der|von|im auftrag|aufgrund)|altyazı m|titulky vytvořil)/u,
  /la la school|ghiền mì gõ/u,
  /^(?:mbc|kbs|sbs|ytn) 뉴스 .{1,10}입니다$/u,
  // Recipes on screen; a person says "half an ounce" with more around it.
  /^(?:[\d½¼¾⅓⅔]+ ){1,3}(?:(?:oz|tsp|tbsp|tbs)(?: \p{L}+){0,4}|lbs?(?: \p{L}+)?)$/u,
];

const LISTED: ReadonlySet<string> = new Set(Object.values(CAPTIONS).flat().map(bareText));

/** @param said as `bareText` gives it. */
export function isCaption(said: string): boolean {
  return LISTED.has(said);
}

/** @param said as `bareText` gives it. */
export function isCredit(said: string): boolean {
  return CREDITS.some((credit) => credit.test(said));
}

/** Lower-case words with single blanks between them. */
export function bareText(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim();
}
