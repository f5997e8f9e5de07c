import { verbOf } from './word-forms.ts';
import { A_ACRONYMS, NO_PLURAL, TERMS } from './question-vocabulary.ts';

/**
 * Everyday English, as heard in calls, in base form. It only serves to tell a word from what a recognizer
 * makes up, so it need not be complete: a missing word makes folding a little more lenient.
 */
const COMMON_WORDS = `
  a able about above abroad absence absolute accent accident achieve across act action active actor actual add address
  admin admit adult advance advice advise affair affect afford afraid after afternoon again against age agency agenda agent ago
  agree ahead aid aim air airport alarm album alert alive all allow allowed almost alone along already also although always am amazing
  among amount an and anger angle angry animal annual another answer anxious any anybody anyone anything anyway apart
  apologize apparent appeal appear apple apply appoint approach area argue arm army around arrange arrest arrive art article
  artist as ashamed aside ask asleep aspect assess asset assist assume at attach attack attempt attend attitude attract
  audience author available average avoid awake award aware away awful baby back background bad badge bag bake balance ball
  ban band bank bar bare barrier base basic basis basket bass bath bathroom battery battle bay be beach beam bean bear beat beauty because
  become bed bedroom beef been beer before begin behave behind being belief bell belong below belt bench bend beneath benefit
  bent beside best bet better between beyond bike bill bin bird birth birthday bitter black blame blank bleed bless blind
  blood blow blue boat body boil bold bomb bond bone bonus book boot border bore bored borrow boss both bother bottle bottom bound bow
  bowl box boy brain brake brand brass brave bread break breakfast breast breath breathe brick bride bridge brief bright brilliant
  bring broad brother brown brush buddy build building bulk bump burden burn burst bus busy but butter button buy by
  cab cable cake calculate calendar call calm camera camp campaign can cancel cancer candle candy cap car card care career
  careful carpet carry cart case cash cast castle cat catch cause cease ceiling celery celebrate cell center central century
  certain chair challenge chance change chapter character charge charity charm chart chase cheap cheat check cheer cheese
  chef chest chicken chief child chip choice choose church cigarette circle citizen city claim clause clay clean clear clerk
  clever click climate climb clock close cloth clothes club clue coach coal coast coat coffee coin cold collapse colleague
  collect college color combine come comfort command comment commit common communicate community compare compete
  complain complete complex computer concept concern conclude concrete conduct confirm confuse congress consider consist
  constant consult consume contact contain content contest continue contrast contribute control convert convince cook
  cool copy core corn corner correct cottage couch could council count counter country county couple courage course court
  cousin cover cow crack craft crash crazy cream create credit crew crime crisis critic cross crowd crown crucial cruel cry
  culture cup cupboard cure curious current curtain curve cut cute dad damage dance danger dare dark date daughter day dead
  deaf deal dear death decade decent decide deck declare decline decrease deep deer defeat defend define degree delay
  deliver demand demo deny depart department depend deposit depth describe desert deserve desk despite destroy detail
  determine develop devil diamond die diet differ different difficult dig dinner dip direct dirt disagree disappear disaster
  discover discuss disease dish dislike dismiss display distance distinct district divide divorce do doctor dog dollar door
  dot double doubt down dozen draft drag drama draw drawer dream dress drink drive drop drug drum dry duck due dull dump dust duty
  each ear early earn earth ease east easy eat edge edit educate effect effort egg eight either elbow elder elect electric
  eleven else email embarrass emerge emotion emphasis employ employee empty enable encounter encourage end enemy energy
  engage english enhance enjoy enormous enough ensure enter enterprise entire entry equal equip era escape especially
  essay essential establish estate estimate even evening ever every everybody everyone everything evidence evil exact exam
  examine example excellent except excess exchange excite excuse exercise exist exit expand expect expensive expert explain
  explore export expose express extend external extra extreme eye face fact factor factory faculty fail fair faith fall
  false fame familiar family famous fan fancy far farm farmer fashion fast fat fate father favor favorite fear feather fee feed
  feedback feel fellow female fence festival few fiction field fifth fifty fight figure fill film final finance find fine
  finger finish fire firm first fish fishing fit five fix flat flavor flesh flight float floor flour flow flower fly focus fog folk
  follow food fool foot football for force foreign forest forever forget forgive form formal former fortune forty forward
  found four frame free freeze frequent fresh friday friend from front fruit fry fuel full fun fund funny furniture further
  gain game gap garage garden gas gate gather gear gender general generous gentle get giant gift girl give glad glass global
  go goal god gold golf good govern grab grade gradual graduate grain grand grandmother grant grass grateful grave gray great
  green greet grocery ground group grow guarantee guard guess guest guide guilty guitar gun guy habit hair half hall hand
  handle handy hang happen happy harbor hard hardly hardware harm hat hate have he head headquarters heal health hear heart heat heaven heavy
  height hell hello help hence her here hero hers herself hesitate hi hide high highlight hill him himself hint hip hire his
  history hit hold hole holiday holy home honest honey hope horrible horse hospital hot hotel hour house how however
  huge human humor hundred hungry hunt hurry hurt husband ice idea ideal identify ignore ill image imagine impact imply
  important impose impress improve in inbox inch incident include income increase incredible indeed independent indicate individual
  industry influence inform initial injury innocent inquiry inside insist inspire install instead instruct instrument insult
  insure intelligent intend intent interest internal internet interview into introduce invent invest invite invoice involve iron
  island issue it item its itself jacket jail jar jaw jazz jeans jet jewel jelly joke journal journey joy judge juice jump june july
  junior jury just justice keep key kick kid kill kind king kiss kit kitchen knee knife knock know lab labor lack ladder
  lady lake lamp land language lap laptop large last late later latter laugh launch law lawyer lay lazy lead leaf lean
  learn least leather leave lecture leg legal lemon lend length less lesson let letter liberty lie life lift light like
  likely limit line link lip liquid listen literature little live load local locate lock log logic lonely long look loose
  lose lot loud love low luck lucky lunar lunch lung mad magazine magic mail main maintain major make male man manage manager manner manual
  many march mark marriage marry mass massive master match mate material math matter may maybe mayor me meal mean
  measure meat mechanic media medical medicine meet meeting member mental mention menu mess metal middle might mild mile
  milk mill mind mine minor minute mirror miss missing mission mistake mix mobile modern moment monday money month mood
  moon moral more morning mortgage most mother motion motor mountain mouse mouth move movie much mud multiple murder muscle
  museum music must mute my myself mystery nail naked name narrow nation native nature near neat necessary neck need needle
  neighbor neither nephew nerve nervous nest net never new news next nice night nine no nobody noise none noon nor normal north
  nose not note nothing notice notion now nowhere nuclear number nurse nut obey object obvious occasion occur ocean odd of
  off offend offer office officer often oil okay old on once one onion online only onto open opera opinion oppose option or
  orange ordinary organ organize original other otherwise ought our ours out outcome outlet outside oven over overcome owe own owner
  pace pack page pain paint pair palace pale pan panel panic paper parent park part partner party pass passage passenger
  passion past patch patience patient pattern pause pay peace peak peer pen pencil penny pension people pepper per perceive percent perfect
  perform perhaps period permanent permit person pet phase phone photo phrase physical piano pick picture pie piece pig pile pill
  pilot pin pink pipe pitch pizza place plain plan plane plant plastic plate play player please pleasure plenty plus pocket poem
  point poison pole police polite political poor pop popular porch portion pose position positive possess possible post pot potato
  pound pour power practice praise pray precise prefer pregnant prepare present president press pressure pretend pretty prevent previous
  pride priest prime prince principal principle print prior prison prize problem proceed progress prompt proof proper property propose
  protect proud prove provide public pull pump punish purchase pure purple purpose pursue push put qualify quarter queen question
  quick quiet quit quite quote race rail rain raise ramp range rank rapid rare rat rather raw reach react read ready real
  realize rear reason rebel receive recent recipe recognize recommend red reduce refer reflect refrigerator refuse regard
  region regret regular reject relate relax relevant relief religion rely remain remark remember remind remote remove rent repair repeat
  replace reply report represent republic reputation rescue research reserve resident resist resolve respect respond rest restaurant
  result resume retail retire return reveal rice rich ride right ring rise risk river road roast rob rock roll roof room
  rope rose rough round route row royal rub rubber rude ruin rule run rural rush sad safe sail salad salary sale salt same
  sand sauce save say scale scare scene scholar school science scissors scope score scratch scream screen script sea seal
  search season seat second secret section secure see seed seek seem seize select self sell send senior sense sentence
  separate sequel series serious serve set settle seven several severe sex shade shadow shake shall shame shape share sharp she
  sheet shelf shell shelter shift shine ship shirt shock shoe shoot shop shore short shot should shoulder shout show shower
  shut shy sick side sign silence silk silly silver similar simple since sing single sink sister sit site situation six
  size skill skin skirt sky slave sleep slice slide slight slip slow small smart smell smile smoke smooth snake snow so soap social
  society sock soft soil soldier sole solid solution solve some somebody someone something sometimes son song soon sorry sort
  soul sound soup sour south space spare speak special specific speech speed spell spend spin spirit spite split sport spot
  spread square stable staff stage stair stake stamp stand star stare start state statement station status stay steady steal
  steam steel steep step stick still stir stomach stone stop store storm story straight strange street stress stretch strict
  strike strong structure struggle student study stuff stupid style subject succeed such sudden suffer sugar suggest suit
  summer sun sunday sunny supper supply support suppose sure surface surgery surprise surround survey survive suspect sweet swim
  swing switch sword symbol sympathy system tail take tale talent talk tall tank tap tape target taste taxi tea teach team tear
  teenager telephone tell temper temporary ten tend tennis tense tent term terrible test text than thank that the their them then
  theory there therefore these they thick thin thing think third this thorough those though thousand thread three throat through
  throw thumb thursday thus ticket tide tie tiger tight till time tin tiny tip tired title to today toe together toilet tomato
  tomorrow ton tone tongue tonight too tool tooth top topic total touch tough tour toward towel tower town toy trace track
  trade tradition train transfer transport trap travel treat trend trial trick trip troop trouble truck true trust truth
  try tube tuesday tune turn twelve twenty twice twin twist two ugly ultimate uncle under understand unfortunate uniform union
  unique unite universe university unknown unless unlike until unusual up upon upper upset urban urge us use used useful usual
  vacation vague valley van variety various vast vegetable vehicle venture version very vessel via victim victory video village
  violence virtue virus visible vision visit vital voice volume vote wage wait wake walk wall wallet want war warm warn warrant wash
  waste watch water wave way we weak wealth weapon wear weather web wedding wednesday week weekday weekend weigh weight welcome
  well west wet what wheel when where whether which while whisper white who whole whom whose why wide wife wild will win wind
  wine wing winner winter wire wise wish with within without witness woman wonder wood word work world worry worse worst worth
  would wound wrap wrist write wrong yard yeah year yellow yes yesterday yet you young your yours yourself youth zero zone
`;

/** Words that sound like another one: neither is a slip of the other. */
const HOMOPHONES = `
  altar aural auger baud bawd border boarder bridal bridle cannon canon canvas canvass capitol cede cellar censor
  cereal chord cite colonel complement compliment cord council counsel coarse cruise crews currant cymbal daemon
  demon discreet discrete dual duel elicit ensure fiance fishing flour foreword gauge genes gorilla guerrilla hangar hanger idol
  illicit insure kernel knight least leased lessen lightening lode lumbar marshal martial medal mettle miner
  mourning mussel muscle naval navel oral ordinance palate palette pallet patients peal pearl pedal peddle perl plaintiff
  pole presents principal principle profit prophet quay residents rooter rowed sachet scheme scala scull sealing
  sensor serge serial session sight sleight stationary stationery straight strait surge symbol trie torturous
  vial vile vishing ware wield wrapper rapper yolk
`;
const ENDING =
  /^(.{3,})(?:er|or|est|able|ible|al|ful|less|ive|ity|y|en|ist|ism|ous|ic|ant|ent|ary|age|ship)$/;
const words: ReadonlySet<string> = new Set([
  ...`${COMMON_WORDS}${HOMOPHONES}`.trim().split(/\s+/),
  ...A_ACRONYMS,
  ...NO_PLURAL,
]);

/** Whether a word, in singular, is a word of everyday English or a term of the trade. */
export function isKnownWord(word: string): boolean {
  if (TERMS.has(word) || words.has(word) || words.has(verbOf(word)) || /\d/.test(word)) return true;
  const stem = ENDING.exec(word)?.[1];
  return (
    stem !== undefined &&
    [stem, `${stem}e`, stem.slice(0, -1)].some((base) => words.has(base) || TERMS.has(base))
  );
}
