/** Words of six languages that mark dates, amounts and promises; each table is one alternation of a pattern. */

const either = (words: string): string => words.trim().split(/\s+/).join('|');

/** "May", "March" and "mars" are other words too: they count beside a day or a year only. */
export const MONTHS = either(`
  january february april june july august september october november december
  januar februar märz april juni juli oktober dezember
  enero febrero abril junio julio agosto septiembre octubre noviembre diciembre
  janvier février avril juin juillet août septembre octobre novembre décembre
  janeiro fevereiro março abril junho julho setembro outubro novembro dezembro`);
export const MONTHS_BESIDE_A_DAY = `${MONTHS}|march|may|mai|mayo|maio|marzo|mars`;

export const WEEKDAYS = either(`
  monday tuesday wednesday thursday friday saturday sunday
  montag dienstag mittwoch donnerstag freitag samstag sonntag
  lunes martes miércoles jueves viernes sábado domingo
  lundi mardi mercredi jeudi vendredi samedi dimanche
  segunda-feira terça-feira quarta-feira quinta-feira sexta-feira`);

/** What stands before a day and says how it is meant. */
export const DAY_LEADS = either(`
  next last this by on until before after since am bis ab nächsten nächste kommenden letzten
  el próximo hasta antes desde le prochain avant depuis até na no próxima`);

export const RELATIVE_DAYS = [
  'tomorrow|yesterday|tonight',
  '(?:next|last|this) (?:week|month|quarter|year|spring|summer|autumn|fall|winter)',
  'end of (?:the |this |next )?(?:day|week|month|quarter|year)',
  'übermorgen|gestern|(?<!guten )morgen(?! früh zusammen)|(?:nächste|kommende|letzte)[nrs]? (?:woche|monat|quartal|jahr)|ende (?:der|des|dieser|nächster) (?:woche|monats|quartals|jahres)',
  'pasado mañana|ayer|(?<!la )mañana(?! por)|(?:la )?(?:semana|mes|año) (?:que viene|próxim[oa]|pasad[oa])|(?:la próxima semana|el próximo (?:mes|año))|fin(?:al)? de(?: l[ao]|l)? (?:semana|mes|año)',
  "après-demain|demain|hier|(?:la semaine|le mois|l[’']année) (?:prochaine?|dernière?)|fin (?:de semaine|du mois|de l[’']année)",
  'depois de amanhã|amanhã|ontem|(?:na |a )?(?:semana|mês|ano) que vem|próxim[oa] (?:semana|mês|ano)|fim d[oa] (?:semana|mês|ano)',
].join('|');

export const TIME_UNITS = either(`
  minutes? hours? days? weeks? months? quarters? years? sprints?
  minuten? stunden? tage?n? wochen? monate?n? jahre?n?
  minutos? horas? días? semanas? mes meses años?
  heures? jours? semaines? mois ans? années?
  dias? mês anos?`);

export const NUMBER_WORDS = either(`
  two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
  eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion dozen
  zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig vierzig fünfzig hundert tausend
  dos tres cuatro cinco seis siete ocho nueve diez once doce veinte treinta cuarenta cincuenta cien mil millones
  deux trois quatre cinq sept huit neuf dix onze douze vingt trente quarante cinquante cent mille
  dois duas três quatro cinco sete oito nove dez onze doze vinte trinta quarenta cinquenta cem`);

/** Days of a month; "first" to "third" are said of everything else too. */
export const ORDINALS = either(`
  fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth
  seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth twenty-fifth
  twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first`);

/** After a number they name no unit. */
export const NO_UNITS = either(`
  and or but of to in on at for from is are was were if so that this it we you they i then than with as by not the a
  und oder aber von zu im in auf ist sind war mit als bis der die das wir sie ich für pro
  y o pero de en es son con para por que el la los las a
  et ou mais de en est sont avec pour par que le la les à
  e ou mas de em é são com para por que o a os as`);

export const CURRENCIES = either(`
  dollars? euros? pounds? cents? pfund yen dólares dólar libras? reais
  percent prozent`);

const PROMISED_VERBS = either(`
  send share deliver follow call email write check look prepare set schedule book provide fix ship finish complete
  review confirm sign pay refund join introduce forward invite organize organise arrange update take bring draft
  circulate reach release give let come make get test migrate add find`);

/** Each begins where the promise does. */
export const PROMISES: readonly string[] = [
  `(?!(?:it|that|this|which|there|who|what|everything|nothing)\\b)[\\p{L}’']+(?:['’]ll| will| shall)(?: not)?(?: also| then| just| definitely| be able to)? (?:${PROMISED_VERBS}|have (?:it|that|this|them|the|an?)|be sending|be in touch)\\b`,
  `(?:i|we|they)(?:['’]m| am|['’]re| are) going to (?:${PROMISED_VERBS})\\b`,
  `(?:i|we) (?:promise|guarantee|commit|agree)(?: you)? (?:to|that)\\b`,
  `(?:i|we)['’]d (?:find out|send|follow up)\\b`,
  `(?:i|we) can (?:send|share|deliver|have|get you|give you)\\b`,
  `let me (?:send|check|get back|follow up|look into|confirm)\\b`,
  '(?:ich|wir) (?:schicke|sende|liefere|melde|prüfe|kläre|kümmere|verspreche|garantiere|rufe|erledige|übernehme|bereite|reiche)n?\\b',
  '(?:schicke|sende|liefere|melde|prüfe|kläre|kümmere|rufe|erledige|übernehme|bereite|reiche)n? (?:ich|wir)\\b',
  '(?:ich|wir|er|sie|\\p{L}+) (?:werden?|wird)\\b.*\\b(?:schicken|zuschicken|senden|zusenden|liefern|melden|prüfen|klären|kümmern|anrufen|zurückrufen|erledigen|übernehmen|vorbereiten|nachreichen|bestätigen)\\b',
  '(?:(?:se )?(?:le|les|te|lo|la|nos|me) )?(?:enviar|mandar|llamar|revisar|preparar|confirmar|entregar|comprobar)(?:é|emos|á|án)(?!\\p{L})',
  '(?:voy|vamos|va) a (?:enviar|mandar|llamar|revisar|preparar|confirmar|entregar|compartir|comprobar)',
  '(?:me comprometo|nos comprometemos|me encargo|nos encargamos|le prometo)(?!\\p{L})',
  "(?:je|nous|on|il|elle) (?:(?:vous|te|le|la|les) |l[’']|m[’']|vous l[’'])*(?:enverr|appeller|rappeller|préparer|vérifier|confirmer|livrer|transmettr|termin?er|engage|en occupe)(?:ai|ons|a|ont|ez)?(?!\\p{L})",
  "(?:je vais|nous allons|on va) (?:(?:vous|te|le|la|les) |l[’'])*(?:envoyer|appeler|rappeler|préparer|vérifier|confirmer|livrer|partager|transmettre)",
  '(?:vou|vamos|vai) (?:(?:te|lhe|me|nos) )?(?:enviar|mandar|ligar|verificar|preparar|confirmar|entregar|compartilhar|partilhar|checar)',
  '(?:enviar|mandar|ligar|verificar|preparar|confirmar|entregar)(?:ei|emos)(?!\\p{L})|(?:me comprometo|comprometo-me|fico de)(?!\\p{L})',
];

export const JAPANESE_PROMISE =
  /[^。]*(?:送り|送付し|確認し|準備し|連絡し|共有し|対応し|手配し|提出し|用意し|納品し|お約束し|いたし)(?:いたし)?ます/u;

/** Capitalized words that are nobody's and nothing's name. */
export const NO_NAMES: ReadonlySet<string> = new Set(
  `i i'm i'll i'd i've ok okay yes no english german spanish french portuguese japanese internet
   mr mrs ms dr sir madam god hello hi thanks`.split(/\s+/),
);

/** One of them makes a sentence German, where every noun has a capital. */
export const GERMAN =
  /(?:^|[^\p{L}])(?:der|das|und|ist|nicht|wir|ich|mit|für|eine?[nmr]?|den|dem|auf|haben|hat|sind|wird|werden|Frau|Herrn?|Firma|bei|zum|zur|auch)(?![\p{L}])/iu;
