/**
 * Questions that only the user can answer: prices, dates, what they did, what their company has. A model
 * that finds no answer in the notes or the call makes one up, so its claims are checked against them.
 */

export type OwnFact = 'price' | 'date' | 'experience' | 'detail';

/** Preambles of the actual question; removed as long as one matches. */
const LEAD_IN =
  /^(?:(?:um|uh|er|so|and|but|or|okay|ok|well|right|alright|great|good|nice|now|sorry|actually|honestly|thanks|also|then|hi|hello|yes|yeah|by the way|just|quick question|one more (?:question|thing)|before i forget)\b[\s,.:;!]*|(?:can|could|may|would) (?:i|you|we)(?: please| just| quickly)? (?:ask|tell|say|remind|know|share|give|walk)(?: (?:me|us))?(?: through)?(?: again)? (?=(?:you )?(?:what|how|why|when|where|who|which|if|whether|about|your)\b)|(?:tell|remind) (?:me|us)(?: again)? (?=(?:what|how|why|when|where|who|which)\b)|(?:i(?:'d| would) like|i want|we need) to (?:know|ask|understand)(?: is)? |(?:do you know|any (?:idea|news on)) (?=(?:what|how|why|when|where|who)\b)|i(?:'m| am| was)? ?(?:wondering|curious)(?: about)? )/i;

/** Asked for a method, a reason or a definition: general knowledge answers it, no matter who is addressed. */
const GENERAL: readonly RegExp[] = [
  /^how (?:do|does|would|could|can|should|might|to) (?!(?:much|many|long|soon)\b)(?!you (?:feel|know each|live|spend)\b)(?!.*\b(?:cost|charge)\b)/,
  /^how (?:many|long|often|big|large|old|far|soon|fast) (?:(?:\w+ )?(?:do|does|is|are|can|will|should) (?:an?|people|one)|\w+ (?:is|are) (?:there )?in an?)\b/,
  /^(?:what|which|when|where|who|how (?:much|many|long|often)) (?:should|would|might) (?:i|we|you|one|a|an|the team)\b(?!.*\b(?:cost|charge|available|ready|start)\b)(?!.*\byour? (?:say is |biggest |greatest |salary))/,
  /^what (?:can|could) (?:i|we|you)\b/,
  /^do you have questions?\b/,
  /^do you have any questions?\b/,
  /^how (?:is|are|was) .*\b(?:different|done|made|calculated|measured|related)\b/,
  /^when (?:is|are|do|does) (?:an?|people|you (?:use|need|choose|prefer|pick)|we (?:use|need|choose))\b/,
  /^(?:what|which|who) (?:is|are|was|'s)?\s*(?:an?|the (?:difference|differences|purpose|point|advantage|advantages|benefit|benefits|best|pros|idea|role|meaning|safest|quickest|easiest|time complexity))\b/,
  /^what(?:'s)? (?:the (?:difference|purpose|point|advantage|benefit|best|pros|safest|quickest)|an?)\b/,
  /^what (?:do|does|did) .*\b(?:mean|stand for|include|contain)\b/,
  /^what(?:'s| is| are) (?!(?:the|your?|our|my|his|her|their|this|that|it|included|covered|left|next|new|missing|blocking|wrong|happening|going)\b)[a-z-]+(?: (?!(?:the|your?|our|my|we|this)\b)[a-z-]+){0,4}\?*$/,
  /^what(?:'s| is| are) the \w+(?: \w+)? (?:of|to|in|for|behind) (?:an?|\w+ing)\b(?!.*\byour?\b)/,
  /^what (?:happens(?!.*\b(?:cancel|renew|terminate|overdue))|makes(?! (?:you|your|our)\b)|causes|could|might)\b/,
  /^why (?:is|are|do|does|would|should|might|can|won't|can't|doesn't|use|not)\b(?! you (?:want|leaving|looking|interested|applying))(?! we hire\b)/,
  /^(?:is|are|does|do|can|should) (?:it|there|this|that) (?:an? |any )?(?:bad|better|common|difference|easy|good|hard|make sense|necessary|normal|ok|okay|possible|reason|rule|safe|way|worth)\b/,
  /^(?:can|could|would) you (?:explain|describe|compare|define|summar)/,
  /^(?:explain|describe|compare|define)\b(?!.*\b(?:a time|a situation|your)\b)/,
  /^(?:wie (?:würde|kann|könn|soll|funktioniert|geht|macht|mache)|was (?:ist|sind|bedeutet|wäre) (?:der unterschied|die |das |ein|eine)|warum (?:ist|sind|sollte|wird)|was (?:sollte|kann|passiert)|erklär)/,
  /^¿?(?:cómo (?:se|puedo|podemos|funciona|haría)|qué (?:es|son|significa|pasa|diferencia)|cuál es la diferencia|por qué (?:es|son|se|deberíamos)|explique)/,
];

/** The first match names what is asked for. */
const OWN: readonly (readonly [OwnFact, RegExp])[] = [
  [
    'experience',
    /\b(?:years|months|much|kind) (?:of )?experience\b|\btell (?:me|us) (?:a bit |a little |something |more )?about (?:a|an|the|your|yourself|one)\b|\b(?:a|an|one|any) (?:time|situation|example|project|moment)\b.*\b(?:you|your)\b/,
  ],
  [
    'price',
    /\bhow much\b(?! (?:ram|memory|space|time|water)\b)|\b(?:be|come to|cost)\b.*\b(?:the|in) total\b|\bthe total (?:be|come|cost)\b|\b(?:price|pricing|cost|costs|fee|fees|salary|compensation|day rate|hourly rate|your rates?|discount|quote|charge|budget|per cent off|percent off|owe)\b/,
  ],
  [
    'date',
    /\bwhen (?:can|could|will|are|is|do|does|did|was|were|have|would|should|exactly)\b|\b(?:by|since|until) when\b|\b(?:what|which) (?:date|day|week|month|time|quarter|year)\b|\bhow (?:soon|long|late|early|old|far)\b|\b(?:deadline|due date|eta|notice period|opening hours|release date|start date|time ?line)\b|\bhow (?:quickly|fast) (?:can|could|will|would|do) (?:you|we|they)\b|\byour availability\b|^when (?:i|it|the|they|we|you)\b|^(?:are|does|is|will|would) (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|next|this|tomorrow)\b/,
  ],
  [
    'experience',
    /\b(?:have|had|did|were|was) you\b|\byou(?:'ve| have| had) (?:ever |already |never )?\w+|\byou (?:used|worked|led|built|managed|wrote|ran)\b|\byour (?:\w+ )?(?:experience|background|career|cv|hobbies|job|jobs|portfolio|position|project|projects|r[eé]sum[eé]|role|weekends?|weakness|strength|achievement|failure|success|mistake|education|degree|boss|manager|colleagues?)\b|\bwhy (?:do you want|are you (?:leaving|looking|interested|applying)|should we hire|you)\b|\bmakes you\b|\b(?:you're|you are) leaving\b|\babout yourself\b|\byour(?:self)? in (?:\w+ )?years\b/,
  ],
  [
    'detail',
    /\bhow (?:many|often|big|large)\b|\b(?:who|whom|whose|where|which|what)\b.*\b(?:you|your|we|our|my|us)\b|\bwho (?:is|are|was|will|owns?|does|exactly)\b|\bwhere (?:is|are|was|will|does) (?:it|the|this|that|they)\b|\bwho's\b|^(?:do|does|did|are|is|was|were|have|has|will|can|could) (?:you|your|we|our|my|it|the|this|that|there|they|i|anyone|anything|everything|everyone)(?=\s+\w)|^that(?:'s| is| was)\b|\b(?:is|are)\b.* (?:approved|available|covered|done|finished|included|in scope|ready|signed|supported)\b|\b(?:is|are|was|were|did|does|has|have|will) (?:you|your|we|our|my|it|they)\b|\b(?:phone|order|account|tracking|version|serial) number\b|\baddress\b|\bwhat(?:'s| is| are| was| were) (?:included|covered|decided|agreed|discussed|left|next|missing|blocking|new)\b|\bwhat (?:percentage|share|part|portion|number|amount) of (?:the|your|our|my)\b|\bwhat (?:happened|went wrong|did (?:you|your|we|our|my|it|that|this|they|he|she|the))\b|\bthe (?:\w+ ){0,2}(?:agenda|blockers?|contract length|decision|headcount|next steps?|outcome|owner|plan|progress|results?|roadmap|scope|sla|status|target|team size|terms|uptime|warranty)\b/,
  ],
  [
    'price',
    /\b(?:wie ?viel|was) (?:kostet|kosten|verlang|bezahl|zahl|würde|nehmen)|\b(?:preis|rabatt|gehalt|stundensatz|tagessatz|budget|gebühr)|\b(?:cuánto (?:cuesta|cobra|vale|paga|sería)|precio|descuento|sueldo|salario|presupuesto|tarifa)/,
  ],
  [
    'date',
    /\b(?:wann|wie lange|wie bald|termin|kündigungsfrist)\b|(?:cuándo|cuánto tiempo|qué (?:fecha|día)|desde cuándo)/,
  ],
  [
    'experience',
    /\b(?:haben sie|hast du|erzählen sie|ihre? (?:erfahrung|größte|letzte|stärke|schwäche)|warum (?:wollen|verlassen|möchten) sie)|\b(?:ha (?:trabajado|usado|dirigido|tenido)|cuénteme|su (?:experiencia|mayor)|hábleme)/,
  ],
  [
    'detail',
    /\b(?:wie viele|wo (?:ist|sind|liegt)|wer (?:ist|hat)|(?:bieten|sind|können) sie)\b|(?:cuántos|cuántas|dónde (?:está|están)|quién (?:es|está)|ofrecen|tienen)/,
  ],
];

/** More than a minute of speech without a mark is read in pieces: the patterns look far ahead from every word. */
const PIECE = /[^]{1,1000}/g;

/** @returns undefined when general knowledge answers the question. */
export function ownFactAskedBy(question: string): OwnFact | undefined {
  const parts = question
    .toLowerCase()
    .replaceAll('’', "'")
    .replaceAll(/\s+/g, ' ')
    .split(
      /(?<=[.!?])\s+|,?\s+i mean,?\s+|,\s+(?:(?:and|und|y)\s+)?(?=(?:how|when|what|who|where|wie|wann|was|cuándo|cuánto)\b)/,
    )
    .flatMap((part) => part.match(PIECE) ?? []);
  for (const part of parts) {
    const asked = withoutLeadIn(part);
    if (GENERAL.some((pattern) => pattern.test(asked))) continue;
    const fact = OWN.find(([, pattern]) => pattern.test(asked))?.[0];
    if (fact) return fact;
  }
  return undefined;
}

function withoutLeadIn(text: string): string {
  let rest = text.trim();
  for (let before = ''; before !== rest;) {
    before = rest;
    rest = rest.replace(LEAD_IN, '').replace(/^(?:i mean|you know)[\s,]+/, '');
  }
  return rest;
}
