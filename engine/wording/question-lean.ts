/**
 * What a question needs besides its own words: nothing, the question before it ("and UDP?"), or the call
 * itself ("what did you just say?"). Judged on the words as spoken, before any of them are folded. When in
 * doubt a question leans, because a wrong answer is worse than none.
 */
export type Lean = 'nothing' | 'question' | 'call';

/** Nobody asks a longer one again, so it belongs to its call alone. */
const MAX_QUESTION_CHARACTERS = 4_000;

export function leanOf(text: string): Lean {
  if (text.length > MAX_QUESTION_CHARACTERS) return 'call';
  const sentences = text
    .split(/[.?!]+(?:\s|$)/)
    .map(spokenWords)
    .filter((sentence) => sentence !== '');
  if (sentences.some(isAboutCall)) return 'call';
  const isLeaning =
    sentences.some((sentence) => pointsBack(withoutOpeners(sentence))) ||
    (sentences.length === 1 && isFragment(sentences[0] ?? ''));
  return isLeaning ? 'question' : 'nothing';
}

/** Lower case, contractions open; a hyphenated compound ("first-class") is one word that points nowhere. */
function spokenWords(sentence: string): string {
  return sentence
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[’‘`´]/g, "'")
    .replaceAll(/\b(what|who|where|when|why|how|that|this|it|there|here|he|she|one)'s\b/g, '$1 is')
    .replaceAll(/\b(what|who|where|why|how)s\b/g, '$1 is')
    .replaceAll(/'(?:re|m)\b/g, ' are')
    .replaceAll(/'(?:d|ll)\b/g, ' would')
    .replaceAll(/'ve\b/g, ' have')
    .replaceAll(/\b(can|wo|[a-z]+)n't\b/g, '$1 not')
    .replaceAll(/(?<!\S)\S*[\p{L}\d]-[\p{L}\d]\S*/gu, 'compound')
    .replaceAll(/[^\p{L}\p{M}\d\s]+/gu, ' ')
    .trim()
    .replaceAll(/\s+/g, ' ');
}

const OPENERS =
  /^(?:(?:so|um|uh|uhm|er|erm|hmm|okay|ok|well|and|but|or|now|right|alright|hey|hi|hello|yeah|yes|no|great|cool|thanks|sorry|just|also|then|please|maybe|actually|basically|you know|i mean|like) )+/;

function withoutOpeners(sentence: string): string {
  return sentence.replace(OPENERS, '');
}

/** Verbs of talking, as "did you …" and as "you …ed" have them. */
const SAY =
  '(?:say|mention|tell|ask|talk about|discuss|cover|describe|suggest|propose|promise|point out|bring up|raise|recommend|claim|explain|mean|agree|decide(?! to)|conclude|refer to|list|hear|miss|show|present|think|want(?! to)|answer|respond|react|reply|object|quote)';
const SAID =
  '(?:said|mentioned|told|asked|talked about|discussed|covered|described|suggested|proposed|promised|pointed out|brought up|raised|claimed|explained|meant|agreed|decided|concluded|referred to|listed|heard|missed|presented|answered)';
const SAYING = '(?:saying|talking|discussing|referring|describing|looking at|asking|suggesting)';

/** Everyday nouns: with "the" and no complement, they refer to something mentioned earlier. */
const OF_THIS_CALL =
  '(?:prices?|pricing|plans?|deadlines?|customers?|clients?|offers?|budgets?|decisions?|status|timelines?|migrations?|meetings?|teams?|contracts?|deals?|problems?|issues?|goals?|scope|agendas?|opposite|projects?|proposals?|quotes?|discounts?|schedules?|dates?|times?|costs?|fees?|amounts?|totals?|situations?|updates?|progress|releases?|launch(?:es)?|estimates?|targets?|numbers?|figures?|requirements?|priority|priorities|blockers?|risks?|concerns?|feedback|outcomes?|conclusions?|results?|vendors?|suppliers?|candidates?|manager|boss|ceo|owners?|company|partners?|stakeholders?|context|background|topic|subject|rest|reason|impact|next move|strategy|approach|solution|alternatives?|changes?|incident|outage|bug|ticket|tickets|order|invoice|payment|salary|role|position|job|location|address|name)';

/** The answer lies in what was said in this call. */
const CALL: readonly RegExp[] = [
  /\b(?:earlier|just now|so far|previously|(?:moment|minute|second|while) ago|beginning of (?:the|this|our) (?:call|meeting))\b/,
  /\b(?:this|the|our|today s) (?:call|meeting|conversation|discussion|recording|transcript)\b/,
  /\b(?:action (?:item|point)s?|next steps?|takeaways?|to ?dos?|gist|where were we|where did we (?:leave|stop))\b/,
  /\b(?:the|this|that|current|next|last) (?:slide|screen|chart|diagram|agenda|chat|line)\b|\bwho is (?:talking|speaking)\b/,
  /\b(?:is|are|was|were|been|being) (?:\w+ )?(?:said|decided|agreed|discussed|mentioned|promised|proposed|suggested|asked|quoted)\b|\b(?:mentioned|discussed)$/,
  /\b(?:are|were) we (?:done|talking|discussing|looking)\b|\btopic are we\b/,
  /\b(?:summari[sz]e|sum up|recap|repeat|rephrase|come again|pardon)\b(?! (?:of )?(?:a|an|your|yourself)\b)/,
  /\bremind (?:me|us) (?:what|who|which|when|where)\b/,
  /\b(?:you|he|she|they|we|i) (?:all )?(?:just|already) \w+/,
  new RegExp(
    `\\b(?:you|he|she|they|we) (?:were|was|are) ${SAYING}\\b|\\b(?:were|was|are|is) (?:you|he|she|they|we) ${SAYING}\\b`,
  ),
  new RegExp(
    `\\bdid (?:not )?(?!not )(?:[a-z]+ ){1,4}?(?:just |really |actually )?${SAY}\\b(?! (?:a|an|your|my) )`,
  ),
  new RegExp(
    `\\b(?:you|we|he|she|they|i|who|have|has) (?:\\w+ly |all |just )?${SAID}\\b|\\b(?:have|has) (?:you|we|he|she|they|[a-z]+) ${SAID}\\b`,
  ),
  /\b(?:point|remark|comment|question|example|number|figure|offer|statement)s? (?:that )?\w+ (?:made|gave|raised|had|named|used)\b/,
  /\b(?:the|that|my|your|his|her|their|last|previous|current) (?:last |previous |first |second |other )?(?:question|answer|remark|statement|sentence)s?$/,
  /\b(?:sa(?:y|id)|mention(?:ed)?|talk(?:ed)? about|discuss(?:ed)?|told (?:me|us)) (?:\w+ ){0,3}before$/,
  new RegExp(
    `\\bthe (?:current |new |latest |exact |final |total |main |original )?${OF_THIS_CALL}(?: (?:now|again|then|yet|please|exactly|currently|right now|like))?$`,
  ),
  /\b(?:did|does|do|has|have|will|would) the (?:customer|client|team|vendor|supplier|candidate|manager|boss|ceo|partner|stakeholder)s?\b/,
  /^(?:which|what) (?!one\b|ones\b|kind\b|type\b|sort\b|else\b|about\b|if\b|for\b|then\b|is\b|are\b)\w+$/,
  /^which (?!one\b|ones\b|of\b|is\b|are\b|do\b|does\b|would\b|should\b|did\b|can\b)\w+ \w+$/,
  /^(?:what|who) (?:has |have |all )?(?:\w{2,}ed|said|left|came|won|lost|spoke|broke|went|went wrong)$/,
  /^whose (?:idea|call|job|turn|decision|fault|plan|proposal|suggestion|responsibility|task)\b/,
  /\b(?:today|yesterday|tomorrow|tonight)\b|\bthis (?:week|month|morning|afternoon|evening)\b/,
  // "Your growth last quarter" is asked of the company, whose notes answer it.
  /(?<!\byour (?:\w+ ){1,4})\blast (?:week|month|quarter|night)\b/,
  /\bthe same (?:apply|applies|go|goes|holds?|happens?|true|thing|for)\b|\b(?:does|do|did|would|will|can) the same\b/,
  /\belaborate on\b|\bsay (?:\w+ (?:bit|little) )?more (?:about|on)\b|\bagree (?:with|on|about)\b/,
];

function isAboutCall(sentence: string): boolean {
  const plain = withoutOpeners(sentence);
  return CALL.some((pattern) => pattern.test(sentence) || pattern.test(plain));
}

/** Nouns that only an enumeration before can give a meaning. */
const ITEM =
  '(?:ones?|points?|options?|questions?|parts?|steps?|items?|topics?|examples?|ideas?|bullets?|things?|reasons?|slides?|cases?|approach(?:es)?|answers?|ways?|bits?|half|choices?|alternatives?|issues?|problems?|versions?|solutions?|suggestions?)';
const COMPARATIVE =
  '(?:better|worse|faster|slower|cheaper|easier|harder|safer|bigger|smaller|larger|higher|lower|simpler|quicker|older|newer|stronger|weaker|longer|shorter|best|worst|fastest|cheapest|safest|easiest|preferable|(?:more|less|most|least) \\w+)';
const VAGUE_WORDS: ReadonlySet<string> = new Set(
  `a an the and or but so if is are am was were be been being do does did done doing have has had can could will
  would shall should may might must not no to of for in on at by with from about as than me us you i we my your
  our what which who whom whose when where why how much many long often far else yes also just only even
  then now here there please really exactly actually um uh ever more less most better worse best worst faster
  slower cheaper difference differences example examples benefit benefits advantage advantages disadvantage
  disadvantages drawback drawbacks downside downsides upside upsides alternative alternatives reason reasons
  purpose point points tradeoff tradeoffs catch answer answers result results option options pro pros con cons
  main biggest next last first second third detail details give tell show explain elaborate clarify continue
  repeat go on mean means meant happen happens happened work works use used say said think thought know recommend
  suggest prefer choose pick agree disagree ask sure help matter matters compare differ understand right wrong
  correct true false respond reply specific case one two three both come going get kind sort way thing things stuff name called cost
  costs take takes come comes sense since concrete outcome possible worth issue problem problems important bad good okay ok like some any`
    .trim()
    .split(/\s+/),
);

/** Words of the trade may be spelled like vague ones; an article before and nothing after is what points. */
const POINTING: readonly RegExp[] = [
  /^(?:what|how) about\b|^(?:what|and|or|but) if\b|^(?:go|carry|keep) (?:on|going)\b|^why not\b|^how so\b|^like what\b/,
  /\b(?:tell|say|know|hear|learn|share)(?: me| us)? (?:a (?:bit|little) |some )?more$|\b(?:more|further) (?:detail|details|information|info|context)$|\bmore (?:on|of) (?:it|that|this)\b/,
  /\b(?:elaborate|expand|continue)$|\b(?:elaborate|expand) (?:a bit|more|further|please)\b/,
  /\b(?:he|she|him|her|his|hers|theirs|they|them|themselves|itself|ones|latter|aforementioned|likewise)\b/,
  /\b(?:these|those|yours|mine|theirs)\b|\bsimilar\b(?! to\b)|\bbe more \w+$/,
  /(?<!\bthe )\bthis\b(?! (?:quarter|year|week|month|morning|company|role|job|position|team|industry)\b)/,
  new RegExp(
    `\\b(?:the|my|your|our|and|or|a)? ?(?:first|second|third|fourth|fifth|last|next|previous|other|former|another|same|only|1st|2nd|3rd) ${ITEM}$`,
  ),
  new RegExp(
    `\\bthe (?:first|second|third|fourth|fifth|last|next|previous|other) ${ITEM}\\b(?! (?:of|in|to|for|when|if|that|you|with)\\b)`,
  ),
  /^(?:what|who|when|where|why|how) (?:was|were) the \w+$/,
  /\b(?:the|my|your) (?:first|second|third|fourth|last|next|other|others|former|rest|above|previous|same)$|^(?:first|second|third|last|next)$/,
  /\bthe (?:former|other|others|above)\b|\bothers$|\banother (?:one|way|example|question|point|answer|topic|slide|thing)\b|\banother$|\bany other\b/,
  /\b(?:the|of the|these|all|those) (?:two|three|four|both)$|\bthe (?:two|three|four) (?:\w+ )?\w+$/,
  /\bboth\b(?!.* and )|\b(?:either|neither)\b(?!.* n?or )|\beach$|\ball of\b$/,
  /\b(?:which|that|this|other|another|first|second|third|last|next|previous|any|each|better|cheaper|best|right|new|old) ones?\b|\bthe one\b/,
  /(?<!\b(?:a|than an?|every) (?:\w+ )?)\bone$|\b(?<!\b(?:would|should|can|could|do|does|did|might|must|when|if|how) )one (?:is|are|was|do|does|did|would|should|can|will|has|have|in|for|to|of|with|you|we)\b/,
  /\b(?:what|who|anything|anyone|anybody|something|nothing|where|how) else\b|\binstead$|\botherwise$|\bagain$|\bso$|\bthen$|\btoo$/,
  /\bthe same$|\bsame (?:as|way|for|thing|with)\b|\bthe same (?!time)\w+$|\bsuch\b(?! as \w)/,
  /(?<!\b(?:is|are|was|were|be|will|would|can|could|has|have|do|does|that|if|when|how|why) )\bthere\b(?! (?:is|are|was|were|a|an|any)\b)|\bthere$/,
  /\bhere\b(?<!\b(?:work|working|join|joining|engineers|people|team) here)/,
  new RegExp(
    `^(?:which|what|who)(?: \\w+){0,4} (?:is|are|was|would be|be|works?|costs?|performs?|scales?|runs?|do you (?:like|prefer)) (?:the )?${COMPARATIVE}$`,
  ),
  new RegExp(
    `^(?:is|are|was|were|would|will|does|do|why is|why are|how is)\\b(?:(?! than | or | versus | vs | compared | between | over ).)* ${COMPARATIVE}$`,
  ),
  /^(?:which|what) (?:of|do|does|would|should|did|can|is|are)(?: (?:you|we|i|it))? (?:recommend|prefer|suggest|choose|pick|use|take|best|better)$/,
  /^which of\b(?! (?:your|our|my|the \w+ \w+))/,
];

function pointsBack(sentence: string): boolean {
  if (sentence.split(' ').every((word) => VAGUE_WORDS.has(word))) return true;
  const plain = PRONOUN.test(sentence) ? withOwnAntecedents(sentence) : sentence;
  return (
    POINTING.some((pattern) => pattern.test(plain)) ||
    (/\bthat\b/.test(sentence) && hasPointingThat(sentence)) ||
    (/\bits?\b/.test(plain) && hasPointingIt(plain))
  );
}

const PRONOUN = /\b(?:its?|they|their|he)\b/;

/** "Companies … their data", "a request … when it": the pronoun's noun stands in the sentence itself. */
const OWN_ANTECEDENT =
  /\b((?:do|does|did|can|should|must|will|how|why|when) (?!(?:the|this|that|these|those|you|we|i|he|she|it|they|not)\b)(?:an? )?\w+(?: \w+){0,3} )(?:its|their)\b/g;
const OWN_SUBJECT =
  /\b((?:an?|any|each|every|someone|somebody|anyone) (?:\w+ ){1,4}(?:when|if|before|after|while|until|once|because|who) )(?:it|they|he or she)\b/g;
const OWN_QUESTION =
  /^((?:what|who) (?:is|are) (?!(?:the|this|that|it|they|his|her|their|its)\b).+ and (?:how|why|when|where|what) (?:does|do|is|are|would|should|can) )(?:it|they)\b/;

function withOwnAntecedents(sentence: string): string {
  return sentence
    .replaceAll(OWN_ANTECEDENT, '$1the')
    .replaceAll(OWN_SUBJECT, '$1someone')
    .replace(OWN_QUESTION, '$1someone')
    .replaceAll(/\btheir\b/g, 'them');
}

/** "That" points unless a clause follows it which belongs to a verb of saying or to the noun before. */
function hasPointingThat(sentence: string): boolean {
  const plain = sentence
    .replaceAll(
      /\b(?:an?|the|any|some|your|my|our|something|someone|anything|people|things?) (?:\w+ ){0,3}that (?=\w+ \w+)/g,
      '',
    )
    .replaceAll(/\bsomething that (?=\w+)/g, '')
    .replaceAll(
      /\b(?:mean|ensure|sure|say|think|know|believe|guarantee|assume|prove|show|shows|so|given|true|possible|fact|tell \w+|explain to (?:an? )?\w+|convince \w+) that (?=(?:i|you|we|they|it|he|she|the|an?|your|my|our|all|every|each|no|nobody|everyone|people|there|two|\w+s) )/g,
      '',
    )
    .replaceAll(/\w{3,}s that (?=(?:are|were|can|could|have|do|will|would|should|must|is|has|need) )/g, '');
  return /\bthat\b/.test(plain);
}

const IMPERSONAL = new RegExp(
  '\\bit (?:is |be |was )?(?:ever |always |really |still |too |so |very |generally )?' +
    '(?:better|best|worth|possible|impossible|necessary|important|good|bad|ok|okay|safe|unsafe|hard|easy|difficult|common|useful|true|fair' +
    '|legal|illegal|normal|wise|smart|right|wrong|acceptable|appropriate|allowed|required|mandatory|enough|fine|recommended' +
    '|easier|harder|safer|cheaper|wiser|take|takes|take (?:you|us|me|one|people)|mean|means|make sense|makes sense|feel|feel like|cost|costs|like|look like|mean for .+|take for .+|an? (?:good|bad) (?:idea|practice|thing|sign))' +
    '(?: for (?:\\w+ ){1,3}?)? ?(?:to (?:\\w+)|(?:that|when|if) \\w+|\\w{2,}ing\\b)',
  'g',
);

function hasPointingIt(sentence: string): boolean {
  const plain = withOwnAntecedents(sentence)
    .replaceAll(
      /\bhow (?:hard|easy|difficult|common|important|safe|expensive|likely|realistic) (?:is|was) it to (?=\w)/g,
      ' ',
    )
    .replaceAll(IMPERSONAL, ' ')
    .replaceAll(/\b(?:i|you|we) (?:get|have) it\b$/g, ' ');
  return /\b(?:it|its)\b/.test(plain);
}

/** A few words without a clause: "the enterprise plan", "and UDP". */
function isFragment(sentence: string): boolean {
  const words = withoutOpeners(sentence).split(' ');
  if (words.some((word) => CLAUSE_WORD.test(word))) return false;
  return words.length <= MAX_FRAGMENT_WORD_COUNT || /^(?:and|or|but|also) /.test(sentence);
}

const MAX_FRAGMENT_WORD_COUNT = 4;
const CLAUSE_WORD =
  /^(?:what|which|who|whom|whose|when|where|why|how|is|are|am|was|were|do|does|did|can|could|will|would|shall|should|have|has|had|may|might|must|explain|describe|define|tell|compare|contrast|give|show|list|name|walk|talk|introduce|discuss|outline|clarify|share|design|implement|write|build|create|versus|vs|difference|distinguish|differentiate|take|elaborate|help|meaning|definition)$/;
