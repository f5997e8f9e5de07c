import { gerundBase } from './gerund.ts';

/** What a question asks for, and the words it asks it about. */
export interface QuestionKindForm {
  readonly kind: string;
  /** One part, or two where they may change places ("between A and B"). */
  readonly parts: readonly (readonly string[])[];
}

const AGENT = '(?:you|we|one|i|people|team|they|developer|company|someone|anyone|somebody|engineer)';
const ASKING =
  '(?:explain|describe|define|clarify|outline|discuss|summarize|elaborate on|go over|talk about)';

/** Politeness and connectives in front; taken off as long as one matches. */
const PREFIXES: readonly RegExp[] = [
  /^(?:so|and|but|or|now|right|alright|okay|ok|well|hey|hi|hello|yeah|yes|great|cool|good|thanks|sorry|just|also|then|next|maybe|perhaps|like|let us see|i mean|you know|you see) (?=\w)/,
  /^(?:my (?:next |first |last |other )?question is|next question|quick question|question) /,
  /^i (?:was|am) (?:wondering|curious)(?: if| about| whether)? /,
  /^i (?:would like|want|wanted|would love|need) to (?:ask|know|hear|understand)(?: you)?(?: about| if| whether)? /,
  /^do you (?:happen to )?know (?=what|how|why|when|where|who|which)/,
  /^would you say (?=\w)|^would you mind /,
  /^(?:can|could|would|will) (?:you|we) (?:maybe |perhaps |quickly |briefly |also |just )*(?=(?:tell|explain|describe|define|walk|talk|show|give|clarify|compare|contrast|introduce|outline|summarize|elaborate|share|go over|discuss|distinguish|differentiate)\b)/,
  /^(?:tell|show|remind) (?:me |us )?(?=(?:what|how|why|when|where|who|which|if|whether)\b)/,
  new RegExp(`^${ASKING} (?:to )?(?:me |us )?(?=(?:what|how|why|when|where|which|difference)\\b)`),
  /^(?:walk|talk) (?:me |us )?through (?=(?:what|how|why|when)\b)/,
];
const SUFFIX =
  / (?:for me|for us|to me|to us|again|then|though|in general|generally|briefly|quickly|right|okay|ok|thanks|thank you|in your opinion|do you think|would you say|to you|by the way|if you can|if you could)$/;

const PREFIX_START = new RegExp(
  '^(?:so|and|but|or|now|right|alright|okay|ok|well|hey|hi|hello|yeah|yes|great|cool|good|thanks|sorry|just|also|then|next' +
    '|maybe|perhaps|like|let|i|you|my|quick|question|do|would|can|could|will|tell|show|remind|explain|describe|define' +
    '|clarify|outline|discuss|summarize|elaborate|go|talk|walk) ',
);
type Rule = readonly [kind: string, pattern: RegExp];

/**
 * By the first word. Each pattern's named groups tell what is asked about: `x` (with `y` where the two may
 * change places), `z` behind `x`, or `g` that begins with a gerund. The first match wins.
 */
const RULES: Readonly<Record<'what' | 'how' | 'why' | 'when' | 'other', readonly Rule[]>> = {
  what: [
    ['differ', /^what is (?:main |key |biggest )?(?:difference|distinction) between (?<x>.+) and (?<y>.+)$/],
    ['differ', /^what (?:set|separate|distinguish) (?<x>.+?) (?:apart )?from (?<y>.+)$/],
    ['differ', /^what is (?<x>.+) (?:versus|vs) (?<y>.+)$/],
    [
      'expand',
      /^what (?:does|do) (?:letter in )?(?<x>.+) stand for$|^what (?:does|do) letter in (?<z>.+) mean$/,
    ],
    ['expand', /^what (?:is|are) (?<x>.+) short for$/],
    ['purpose', /^what (?:is|are) (?<x>.+?) (?:used |useful |meant |good )?for$/],
    ['purpose', /^what (?:does|do) (?<x>.+) do$/],
    ['purpose', /^what (?:is|are) (?:purpose|point|use|role|benefit|advantage) of (?:using )?(?<x>.+)$/],
    ['purpose', /^what (?!is\b|are\b|do\b|does\b)(?<x>.+) (?:does|do)$/],
    ['how-to', new RegExp(`^what would ${AGENT} do to (?<x>.+)$`)],
    [
      'how-to',
      /^what is (?:your |best |good |right |usual )*(?:approach|way|process|strategy|method) (?:to|for|of) (?<g>.+)$/,
    ],
    ['define', new RegExp(`^what (?:does|do) ${AGENT} mean by (?<x>.+)$`)],
    ['define', /^what does it mean to (?:be )?(?<x>.+)$/],
    ['define', /^what (?:is|are) (?:meaning|definition|concept|idea|notion) (?:of|behind) (?<x>.+)$/],
    ['define', /^what (?:does|do) (?!it )(?<x>.+) (?:represent|refer to|say|state|mean)$/],
    ['define', /^what (?:does|do) (?!it )(?<x>.+) mean (?:in|for) (?<z>.+)$/],
    ['define', /^what (?:is|are) (?<x>.+)$/],
    ['define', /^what (?<x>.+) (?:is|are|mean)$/],
  ],
  how: [
    ['differ', /^how (?:does|do|is|are) (?<x>.+) (?:differ|different) (?:from|to|than) (?<y>.+)$/],
    ['differ', /^how (?:does|do) (?<x>.+) compare (?:with|to|against|and) (?<y>.+)$/],
    ['differ', /^how (?:does|do|is|are) (?<x>.+) and (?<y>.+) (?:differ|different|compare)$/],
    ['work', new RegExp(`^how (?:does|do) (?!${AGENT} )(?<x>.+) (?:work|function|operate)$`)],
    ['work', new RegExp(`^how (?:does|do) (?!${AGENT} )(?<x>.+) work (?:in|on) (?<z>.+)$`)],
    ['define', new RegExp(`^how (?:would|do|can|could) ${AGENT} (?:explain|define|describe) (?<x>.+)$`)],
    [
      'how-to',
      new RegExp(
        `^how (?:would|do|can|could|should|might) ${AGENT} (?:go about |usually |typically )?(?<x>.+)$`,
      ),
    ],
    ['how-to', new RegExp(`^how ${AGENT} (?:would|do|can|could|should|might) (?<x>.+)$`)],
    ['how-to', /^how to (?<x>.+)$/],
    ['work', /^how (?!does |do |is |are )(?<x>.+) (?:work|function|operate)$/],
    ['work', /^how (?!does |do |is |are )(?<x>.+) work (?:in|on) (?<z>.+)$/],
  ],
  why: [
    ['purpose', new RegExp(`^why (?:would|should|might) ${AGENT} (?:want to )?use (?<x>.+)$`)],
    ['purpose', /^why (?:does|do) (?:people|team|developer|company|engineer|we|one) use (?<x>.+)$/],
  ],
  when: [],
  other: [
    [
      'differ',
      new RegExp(`^${ASKING} (?:main |key )?(?:difference|distinction) between (?<x>.+) and (?<y>.+)$`),
    ],
    ['differ', /^(?:difference|distinction) between (?<x>.+) and (?<y>.+)$/],
    [
      'differ',
      /^(?:compare|contrast|differentiate|distinguish)(?: between)? (?<x>.+) (?:and|with|to|from|versus|vs|against) (?<y>.+)$/,
    ],
    ['differ', /^(?:explain )?(?<x>.+) (?:versus|vs) (?<y>.+)$/],
    ['differ', /^tell (?<x>.+) and (?<y>.+) apart$/],
    [
      'purpose',
      new RegExp(
        `^(?:tell (?:me |us )?(?:about )?|${ASKING} )(?:purpose|point|use|role) of (?:using )?(?<x>.+)$`,
      ),
    ],
    ['work', /^(?:walk|talk) (?:me |us )?through (?<x>.+)$/],
    ['define', new RegExp(`^${ASKING} (?:to (?:me|us) )?(?<x>.+)$`)],
    ['define', /^tell (?:me |us )?(?:(?:something|more|bit|little) )?about (?<x>.+)$/],
    [
      'define',
      /^give (?:me |us )?(?:short |brief |quick )?(?:overview|introduction|explanation|definition|summary) (?:of|to|about) (?<x>.+)$/,
    ],
    ['define', /^introduce (?<x>yourself)$/],
    ['how-to', /^(?<x>(?:design|implement|build|write|create) .+)$/],
  ],
};

const WH =
  /^(how (?:many|much|long|often|far|fast|soon|old|big|well)|why|when|where|who|whose|whom|which|what|how)\b/;
/** Auxiliaries that only carry the question; tense and obligation stay. */
const AUXILIARY = /^(?:do|does|is|are|can|could|would|will|have|has|be|might|may|shall)\b/;
const YES_NO =
  /^(do|does|did|is|are|was|were|am|can|could|will|would|should|have|has|had|may|might|must|shall)\b/;
const FOLDED_AUXILIARY: ReadonlyMap<string, string> = new Map([
  ['does', 'do'],
  ['are', 'is'],
  ['am', 'is'],
  ['were', 'was'],
  ['could', 'can'],
  ['will', 'would'],
  ['has', 'have'],
]);

export function classifyQuestion(tokens: readonly string[]): QuestionKindForm {
  const spoken = withoutPoliteness(tokens.join(' '));
  const first = spoken.slice(0, (spoken.indexOf(' ') + spoken.length + 1) % (spoken.length + 1));
  const rules = Object.hasOwn(RULES, first) ? RULES[first as keyof typeof RULES] : RULES.other;
  for (const [kind, pattern] of rules) {
    const groups = pattern.exec(spoken)?.groups;
    if (!groups) continue;
    if (groups.g !== undefined) return { kind, parts: [withoutLightVerb(fromGerund(split(groups.g)))] };
    if (groups.y !== undefined) return { kind, parts: [split(groups.x ?? ''), split(groups.y)] };
    const words = [...split(groups.x ?? ''), ...split(groups.z ?? '')];
    return { kind, parts: [kind === 'how-to' ? withoutLightVerb(words) : words] };
  }
  return classifyPlainly(spoken);
}

function classifyPlainly(spoken: string): QuestionKindForm {
  const wh = WH.exec(spoken)?.[1];
  if (wh !== undefined) {
    const rest = spoken.slice(wh.length).trim();
    return { kind: wh, parts: [split(rest.replace(AUXILIARY, '').trim())] };
  }
  const auxiliary = YES_NO.exec(spoken)?.[1];
  if (auxiliary !== undefined) {
    const kind = `${FOLDED_AUXILIARY.get(auxiliary) ?? auxiliary}?`;
    return { kind, parts: [split(spoken.slice(auxiliary.length).trim())] };
  }
  return { kind: 'say', parts: [split(spoken)] };
}

function withoutPoliteness(spoken: string): string {
  let text = spoken;
  for (let before = ''; before !== text;) {
    before = text;
    if (PREFIX_START.test(text)) for (const prefix of PREFIXES) text = text.replace(prefix, '');
    text = text.replace(SUFFIX, '');
  }
  return text
    .replace(/^in (?:what|which) (?:case|situation) (?=(?:would|should|do|does|is|are)\b)/, 'when ')
    .replace(/^in (?:what|which) way /, 'how ')
    .replace(/^what would you say (?=(?:is|are)\b)/, 'what ');
}

/** "do a migration", "run a migration", "perform a migration". */
function withoutLightVerb(words: readonly string[]): readonly string[] {
  const [verb = ''] = words;
  return words.length > 2 && /^(?:do|run|perform|execute)$/.test(verb) ? words.slice(1) : words;
}

/** "reversing a list" is "reverse a list". */
function fromGerund([verb = '', ...rest]: readonly string[]): readonly string[] {
  return [gerundBase(verb) ?? verb, ...rest];
}

function split(text: string): readonly string[] {
  return text.split(' ').filter((token) => token !== '');
}
