/** What recognizers say of noise and silence: captions and credits of the videos they were trained on. */

/** Things that people do say, so that only the missing voice gives them away; by language, with | between. */
const CAPTIONS: Readonly<Record<string, string>> = {
  en: `thank you|thanks|thanks for watching|thank you for watching|thank you very much|
    thank you so much for watching|please subscribe|please like and subscribe|like and subscribe|
    see you next time|see you in the next video|transcribed by|subtitles by|bye|bye bye|you|so|the end|
    i m sorry|silence|music|applause|subscribe to my channel|don t forget to subscribe|to be continued|
    thank you for listening|thanks for listening|thank you for your attention|
    please subscribe to my channel|don t forget to like and subscribe|thanks for watching everyone|
    thank you for watching this video|see you in the next one|see you soon|subscribe|subtitles|laughter|
    goodbye`,
  de: `vielen dank|danke|danke schön|vielen dank fürs zuschauen|danke fürs zuschauen|tschüss|
    bis zum nächsten mal|vielen dank für ihre aufmerksamkeit|untertitel|copyright wdr 2021|
    bis zum nächsten video|fortsetzung folgt|abonniert den kanal|abonniert meinen kanal|
    vielen dank fürs zuhören|danke für die aufmerksamkeit|auf wiedersehen|musik|applaus`,
  fr: `merci|merci beaucoup|merci d avoir regardé|merci d avoir regardé cette vidéo|au revoir|abonnez vous|
    n oubliez pas de vous abonner|à bientôt|sous titrage|à suivre|merci d avoir regardé la vidéo|
    merci d avoir écouté|merci pour votre attention|à la prochaine|à la semaine prochaine|sous titres|
    musique|applaudissements|rires`,
  es: `gracias|muchas gracias|gracias por ver|gracias por ver el video|suscríbete|adiós|
    suscríbete al canal|gracias por su atención|hasta la próxima|continuará|
    muchas gracias por ver el video|muchas gracias por ver|gracias por ver este video|
    no olvides suscribirte|suscríbete a mi canal|nos vemos en el próximo video|gracias por escuchar|
    subtítulos|música|aplausos|risas`,
  pt: `obrigado|obrigada|obrigado por assistir|inscreva se no canal|tchau|até a próxima|continua|
    muito obrigado|muito obrigada|obrigado por assistir ao vídeo|obrigado por assistirem|
    se inscreva no canal|inscreva se|até o próximo vídeo|tchau tchau|legendas|música|aplausos`,
  it: `grazie|grazie mille|grazie per la visione|grazie per aver guardato|iscriviti al canale|
    grazie a tutti|grazie per l attenzione|al prossimo video|arrivederci|continua|sottotitoli|musica|
    applausi`,
  nl: `dank je wel|bedankt|bedankt voor het kijken|tot de volgende keer|wordt vervolgd|
    bedankt voor het luisteren|abonneer je op mijn kanaal|tot ziens|tot de volgende video|ondertiteling|
    muziek|applaus`,
  sv: `tack|tack för att du tittade|tack för att ni tittade|tack så mycket|tack för att ni har tittat|
    fortsättning följer|textning|musik`,
  pl: `dziękuję|dziękuję za uwagę|dziękuję za oglądanie|do zobaczenia|ciąg dalszy nastąpi|
    dzięki za oglądanie|dziękuję za obejrzenie|subskrybujcie kanał|subskrybuj|do widzenia|muzyka`,
  ru: `спасибо|спасибо за просмотр|спасибо за внимание|продолжение следует|до свидания|
    подписывайтесь на канал|подписывайтесь|до новых встреч|всем пока|большое спасибо|
    большое спасибо за просмотр|спасибо за просмотр видео|спасибо за просмотр этого видео|
    подпишитесь на канал|подписывайтесь на мой канал|не забудьте подписаться|
    не забудьте подписаться на канал|ставьте лайки|до следующего видео|до скорых встреч|конец|
    конец фильма|конец серии|субтитры|музыка|играет музыка|спокойная музыка|веселая музыка|
    весёлая музыка|динамичная музыка|аплодисменты|смех`,
  uk: `дякую|дякую за перегляд|дякую за увагу|далі буде|продовження буде|продовження слідує|
    продовження далі|підписуйтесь на канал|до побачення|до зустрічі`,
  tr: `teşekkürler|teşekkür ederim|izlediğiniz için teşekkürler|abone olun|devam edecek|
    abone olmayı unutmayın|beğenmeyi unutmayın|izlediğiniz için teşekkür ederim|
    izlediğiniz için teşekkür ederiz|görüşmek üzere|altyazı|müzik`,
  ar: `شكرا|شكرا للمشاهدة|شكرا على المشاهدة|شكرا لكم|اشتركوا في القناة|لا تنسوا الاشتراك في القناة|شكرًا|
    شكراً|شكرا لمشاهدتكم|شكرا لكم على المشاهدة|اشترك في القناة|ترجمة|يتبع|موسيقى|إلى اللقاء`,
  he: 'תודה|תודה רבה|תודה שצפיתם|תודה על הצפייה|המשך יבוא|כתוביות|להתראות|מוזיקה',
  fa: 'ممنون|ممنون که تماشا کردید|با تشکر از شما|ادامه دارد|متشکرم|از تماشای شما متشکرم|موسیقی',
  hi: `धन्यवाद|देखने के लिए धन्यवाद|चैनल को सब्सक्राइब करें|शुक्रिया|वीडियो देखने के लिए धन्यवाद|
    सब्सक्राइब करें|चैनल को सब्सक्राइब कीजिए|जारी रहेगा|संगीत`,
  id: `terima kasih|terima kasih telah menonton|terima kasih sudah menonton|sampai jumpa|
    jangan lupa subscribe|sampai jumpa di video selanjutnya|terima kasih banyak|bersambung|musik`,
  vi: `cảm ơn|cảm ơn các bạn đã theo dõi|cảm ơn các bạn đã xem|hẹn gặp lại|hãy đăng ký kênh|
    cảm ơn các bạn đã lắng nghe|cảm ơn các bạn đã theo dõi và hẹn gặp lại|cảm ơn đã xem|đăng ký kênh|
    hãy đăng ký kênh để không bỏ lỡ những video hấp dẫn|hẹn gặp lại các bạn trong những video tiếp theo|
    còn tiếp`,
  th: `ขอบคุณ|ขอบคุณครับ|ขอบคุณค่ะ|ขอบคุณที่รับชม|ขอบคุณที่ติดตาม|โปรดติดตามตอนต่อไป|ขอบคุณมาก|
    ขอบคุณที่รับฟัง|สวัสดีครับ|สวัสดีค่ะ|กดติดตาม`,
  ja: `ありがとうございました|ありがとうございます|ご視聴ありがとうございました|ご視聴ありがとうございます|ご覧いただきありがとうございました|ご清聴ありがとうございました|チャンネル登録お願いします|
    チャンネル登録をお願いいたします|最後までご視聴ありがとうございました|おやすみなさい|また次回|続く|つづく|次の動画でお会いしましょう|また次の動画でお会いしましょう|次回もお楽しみに|
    チャンネル登録よろしくお願いします|高評価とチャンネル登録をお願いします|見てくれてありがとう|ご視聴いただきありがとうございます|お疲れ様でした|バイバイ|字幕|音楽|拍手`,
  zh: `谢谢|谢谢大家|谢谢观看|谢谢收看|感谢观看|感谢收看|多谢观看|下次再见|我们下期再见|謝謝|謝謝大家|謝謝觀看|謝謝收看|感謝觀看|感謝收看|多謝您的收看|下次再見|请订阅|请订阅我的频道|
    歡迎訂閱|点赞订阅|字幕|未完待续|未完待續|待续|待續|敬请期待|下集再见|谢谢收听|謝謝收聽|感谢收听|感谢您的观看|感谢您的收看|谢谢你的观看|谢谢您的观看|请点赞订阅|请点赞|记得订阅|再见|
    再見|拜拜|音乐|音樂|掌声|掌聲`,
  ko: `감사합니다|시청해주셔서 감사합니다|시청해 주셔서 감사합니다|구독과 좋아요 부탁드립니다|구독 좋아요 부탁드려요|다음 영상에서 만나요|고맙습니다|다음 시간에 만나요|다음에 계속|계속|
    구독과 좋아요|구독 부탁드립니다|구독해주세요|봐주셔서 감사합니다|영상 시청해주셔서 감사합니다|안녕히 계세요|음악|박수|웃음`,
  da: 'tak fordi du så med|tak fordi i så med|tak for at se med|fortsættes|vi ses i næste video',
  no: `takk for at du så på|takk for at dere så på|takk for at du så videoen|takk for meg|
    fortsettelse følger`,
  fi: 'kiitos|kiitos kun katsoitte|kiitos kun katsoit|kiitos katsomisesta|jatkuu|näkemiin',
  cs: `děkuji|děkuji za pozornost|děkuji za sledování|děkujeme za sledování|pokračování příště|
    odebírejte kanál|na shledanou|titulky`,
  sk: 'ďakujem|ďakujem za pozornosť|ďakujem za sledovanie|pokračovanie nabudúce|dovidenia',
  ro: `mulțumesc|vă mulțumesc|mulțumesc pentru vizionare|vă mulțumesc pentru vizionare|
    să ne vedem la următoarea mea rețetă|nu uitați să vă abonați|va urma|la revedere`,
  hu: `köszönöm|köszönöm szépen|köszönöm a figyelmet|köszönöm hogy megnézted|köszönöm hogy megnéztétek|
    iratkozz fel|folytatása következik|viszlát`,
  el: 'ευχαριστώ|ευχαριστώ πολύ|σας ευχαριστώ|ευχαριστώ που παρακολουθήσατε|συνεχίζεται',
  bg: 'благодаря|благодаря за гледането|благодаря ви за гледането|абонирайте се|следва продължение',
  hr: `hvala|hvala vam|hvala na gledanju|hvala što pratite|hvala što ste gledali|pretplatite se na kanal|
    nastavit će se`,
  sr: 'хвала|хвала што пратите|хвала на гледању|наставиће се',
  ca: 'gràcies|moltes gràcies|gràcies per veure el vídeo|continuarà',
  ur: 'شکریہ|دیکھنے کے لیے شکریہ',
  bn: 'ধন্যবাদ|দেখার জন্য ধন্যবাদ|ভিডিওটি দেখার জন্য ধন্যবাদ',
  ta: 'நன்றி|வணக்கம்',
  ms: 'terima kasih kerana menonton|jumpa lagi',
  tl: 'salamat|maraming salamat|salamat sa panonood|maraming salamat sa panonood',
};

/** Credits, which nobody says in a call however long the voice. */
const CREDITS: readonly RegExp[] = [
  /^(?=.*amara ?org).*(?:titl|tit[eou]l|titr|legend|napis|te[kx]st|字幕|субтит|altyaz|comm?un|gem[ae]|społ)/u,
  /dima ?torzok|^субтитры (?:с?делал|создал|создавал|подготовил|добавил) \p{L}+$/u,
  /^(?:редактор субтитров|корректор) \p{L} \p{L}{2,}(?:ова|ева|ина|ая|ов|ев|ин|ий)(?: корректор \p{L} \p{L}{4,})?$/u,
  /明镜与点点|明鏡與點點|请不吝点赞|請不吝點贊|字幕(?:志愿者|志願者|by|由|製作|制作)|中文字幕|優優獨播劇場/u,
  /ترجمة نانسي|نانسي قنقر/u,
  /^(?:undertexter (?:av|från)|textning stina|undertexter? ai media|tekstet av|teksting av|danske tekster af)/u,
  /^(?:legendas (?:por(?! favor)|pela)|subtítulos (?:por(?! favor| defecto)|realizados|creados|hechos)|subtítols creats)/u,
  /^sous titr(?:age|es) (?:réalisés?|faits?|st|par(?! défaut)|société)/u,
  /^(?:sottotitoli (?:e revisione|creati|a cura)|napisy (?:stworzone|wykonał|robione)|ondertitel(?:d|s|ing) (?:door|ingediend))/u,
  /^(?:untertitel(?:ung)? (?:des (?:zdf|wdr|ard)|der amara|von stephanie|im auftrag|aufgrund)|ard text im auftrag|copyright wdr|swr 20)/u,
  /^(?:altyazı m|titulky (?:vytvořil|preložil)|υπότιτλοι authorwave)/u,
  /^(?:transcribed by (?:https )?otter|transcription by (?:eso|castingwords)|subtitles by the amara|www (?:mooji|multi moto|alimmenta))/u,
  /la la school|ghiền mì gõ/u,
  /^(?:mbc|kbs|sbs|ytn) 뉴스 .{1,10}입니다$/u,
];
/** Recipes on screen, when they are all of a text; a person says "half an ounce" with more around it. */
const RECIPE = /^(?:[\d½¼¾⅓⅔]+ ){1,3}(?:(?:oz|tsp|tbsp|tbs)(?: \p{L}+){0,4}|lbs?(?: \p{L}+)?)$/u;
/** What is longer holds words of a speaker, too. */
const MAX_CREDIT_WORDS = 12;

const LISTED: ReadonlySet<string> = new Set(
  Object.values(CAPTIONS).flatMap((captions) => captions.split('|').map(bareText)),
);

/** @param said as `bareText` gives it. */
export function isCaption(said: string): boolean {
  return LISTED.has(said);
}

/** @param said as `bareText` gives it. */
export function isCredit(said: string): boolean {
  return said.split(' ').length <= MAX_CREDIT_WORDS && CREDITS.some((credit) => credit.test(said));
}

/** @param said as `bareText` gives it. */
export function isRecipe(said: string): boolean {
  return RECIPE.test(said);
}

/** Lower-case words with single blanks between them. */
export function bareText(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim();
}
