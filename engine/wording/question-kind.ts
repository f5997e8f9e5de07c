import { framesFor } from './question-frames.ts';
import { verbOf } from './word-forms.ts';

/** What a question asks for, and the words it asks it about. */
export interface QuestionKindForm {
  readonly kind: string;
  /** One part, or two where they may change places ("between A and B"). */
  readonly parts: readonly (readonly string[])[];
}

/** Leading politeness and connectives; removed as long as one matches. */
const PREFIXES: readonly RegExp[] = [
  /^(?:so|and|but|or|now|right|alright|okay|ok|well|hey|hi|hello|yeah|yes|great|cool|good|thanks|sorry|just|also|then|next|maybe|perhaps|like|let us see|let us say|i mean|you know|you see|out of curiosity|by way|for context|anyway|first off|excuse me|thank you) (?=\w)/,
  /^(?:my (?:next |first |last |other )?question is|next question|quick question|question|one question|i have question|i got question)(?: for you| about this)? /,
  /^i (?:was |am )?(?:just )?(?:wondering|wonder|curious|interested)(?: about| in)? /,
  /^i (?:would like|want|wanted|would love|need|am trying|was hoping|am looking) to (?:ask|know|hear|understand|find out|learn|figure out|get sense of)(?: you)?(?: more)?(?: about)? /,
  /^do you (?:happen to )?know (?=what|how|why|when|where|who|which|if|whether)/,
  /^(?:do you have any idea|have you any idea|any idea) (?=what|how|why|when|where|who|which|if|whether)/,
  /^would you say (?=\w)|^would you mind |^is it ok if i ask |^may i ask |^can i ask(?: you)? /,
  /^(?:can|could|would|will) (?:you|we|i|anyone|someone|somebody) (?:maybe |perhaps |quickly |briefly |also |just )*(?=(?:tell|explain|describe|define|walk|talk|show|give|clarify|compare|contrast|introduce|outline|summarize|elaborate|share|go over|discuss|distinguish|differentiate|remind|list|name|help me understand|say)\b)/,
  /^(?:tell|show|remind|help) (?:me |us )?(?:understand )?(?=(?:what|how|why|when|where|who|which|if|whether)\b)/,
  /^(?:explain|describe|define|clarify|outline|discuss|summarize|elaborate on|go over|talk about) (?:to )?(?:me |us )?(?=(?:what|how|why|when|where|which|difference)\b)/,
  /^(?:walk|talk|take) (?:me |us )?through (?=(?:what|how|why|when)\b)/,
];
const SUFFIX =
  / (?:for me|for us|to me|to us|again|then|though|in general|generally|briefly|quickly|right|okay|ok|thanks|thank you|in your opinion|in your view|do you think|would you say|to you|by way|if you can|if you could|if you do not mind|by any chance|right now|at moment|currently|at present|real quick|in short|in simple term|in few word|in your own word|for that matter|roughly|approximately|at all|you know)$/;

const PREFIX_START = new RegExp(
  '^(?:so|and|but|or|now|right|alright|okay|ok|well|hey|hi|hello|yeah|yes|great|cool|good|thanks|sorry|just|also|then|next' +
    '|maybe|perhaps|like|let|i|you|my|quick|question|do|would|can|could|will|tell|show|remind|explain|describe|define' +
    '|clarify|outline|discuss|summarize|elaborate|go|talk|walk|take|out|by|for|anyway|first|excuse|thank|one|any|have|is|may|help) ',
);

const WH =
  /^(how (?:many|much|long|often|far|fast|quick|quickly|old|big|well)|why|when|where|who|whose|whom|which|what|how)\b/;
const FOLDED_WH: ReadonlyMap<string, string> = new Map([
  ['which', 'what'],
  ['whom', 'who'],
  ['how quick', 'how fast'],
  ['how quickly', 'how fast'],
]);
const YES_NO = /^(do|did|is|was|can|will|would|should|have|had|may|might|must|shall)\b/;
const AUXILIARY = /\b(?:do|did|is|was|can|will|would|should|have|had|may|might|must|shall)\b/;
const ONE_AUXILIARY: ReadonlyMap<string, string> = new Map([
  ['does', 'do'],
  ['are', 'is'],
  ['am', 'is'],
  ['were', 'was'],
  ['has', 'have'],
  ['could', 'can'],
]);
/** A verb in front that only says that something is done: "perform a migration", "handle an outage". */
const LIGHT_VERB = /^(?:do|run|perform|execute|handle|treat|tackle|approach|conduct)$/;

export function classifyQuestion(tokens: readonly string[]): QuestionKindForm {
  const spoken = withoutPoliteness(tokens.map((token) => ONE_AUXILIARY.get(token) ?? token).join(' '));
  const firstWord = /^\S*/.exec(spoken)?.[0] ?? '';
  for (const { kind, pattern } of framesFor(firstWord)) {
    const groups = pattern.exec(spoken)?.groups;
    if (groups) return fromFrame(kind, groups);
  }
  return classifyPlainly(spoken);
}

function fromFrame(
  frameKind: string,
  groups: Readonly<Record<string, string | undefined>>,
): QuestionKindForm {
  const { x = '', y, z = '', past, doing, done, who, modal } = groups;
  const kind = [past === undefined ? frameKind : `${frameKind}-past`, modal, personOf(who)]
    .filter((part) => part !== undefined)
    .join(' ');
  if (y !== undefined) return { kind, parts: [split(x), split(y)] };
  if (doing !== undefined) return { kind, parts: [withoutLightVerb(verbFirst(split(doing)))] };
  if (done !== undefined)
    return { kind, parts: [withoutLightVerb([verbOf(done), ...split(x), ...split(z)])] };
  const link = frameKind === 'happen' ? 'if' : undefined;
  const words = [...split(x), ...(z !== '' && link !== undefined ? [link] : []), ...split(z)];
  return { kind, parts: [kind.startsWith('how-to') ? withoutLightVerb(words) : words] };
}

/** "How do you" may ask how it is done; "how do I" and "how do people" ask about someone else. */
function personOf(who: string | undefined): string | undefined {
  if (who === undefined || who === 'you' || who === 'one') return undefined;
  return who === 'i' || who === 'we' ? who : 'people';
}

/** No frame fits: the question word, what must not be lost of the auxiliary, and all other words. */
function classifyPlainly(spoken: string): QuestionKindForm {
  const wh = WH.exec(spoken)?.[1];
  if (wh !== undefined) {
    const rest = spoken.slice(wh.length).trim();
    const asked = FOLDED_WH.get(wh) ?? wh;
    const tense = /^(?:did|was|had)\b/.test(rest) ? '-past' : modality(asked, rest);
    const words = rest.replace(/^(?:(?:do|did|is|was|have|had)\b|(?:kind|type|sort) of )/, '').trim();
    return { kind: asked + tense, parts: [split(words)] };
  }
  const auxiliary = YES_NO.exec(spoken)?.[1];
  if (auxiliary !== undefined) {
    return {
      kind: `${auxiliary}?`,
      parts: [split(spoken.slice(auxiliary.length).trim())],
    };
  }
  return { kind: 'say', parts: [split(spoken)] };
}

/** "Can", "should", "must" and the tense decide; "will" does not where a time is asked for. */
function modality(asked: string, rest: string): string {
  if (!AUXILIARY.test(rest)) return /^(?:\w+ )?\w{2,}ed\b/.test(rest) ? ' past' : '';
  if (/\b(?:can|may)\b/.test(rest)) return ' can';
  if (/\bmust\b|\bhave to\b|\bneed to\b/.test(rest)) return ' must';
  if (/\bshould\b/.test(rest)) return ' should';
  if (/\bmight\b/.test(rest)) return ' might';
  if (/\bwould\b/.test(rest)) return ' would';
  return /\b(?:will|shall)\b/.test(rest) && asked !== 'when' ? ' will' : '';
}

function withoutPoliteness(spoken: string): string {
  let text = spoken;
  for (let before = ''; before !== text;) {
    before = text;
    if (PREFIX_START.test(text)) for (const prefix of PREFIXES) text = text.replace(prefix, '');
    text = text.replace(SUFFIX, '');
  }
  return text
    .replace(/^in (?:what|which) (?:case|situation|circumstance|scenario) (?=\w)/, 'when ')
    .replace(/^under (?:what|which) (?:condition|circumstance) (?=\w)/, 'when ')
    .replace(/^in (?:what|which) way /, 'how ')
    .replace(
      /^(what|where|why|who|how) (?:would|do) you (?:say|think) (?=(?:is|was|do|can|should|will)\b)/,
      '$1 ',
    )
    .replace(/^(?:list|name) (?=(?:your|our|my|all|main|next|some|key|biggest)\b)/, 'what is ')
    .replace(/^if (.+?) (?=(?:what|how|who|where|why|which) )(.+)$/, '$2 if $1')
    .replace(/^(?:if|whether) (you|we|i|they|it|there) (can|is|was|will|would|should|must|did) /, '$2 $1 ')
    .replace(/^(?:if|whether) (?=(?:you|we|i|they) )/, 'do ')
    .replaceAll(/\b(of|for|to|from|by) (?:using|having) /g, '$1 ');
}

function withoutLightVerb(words: readonly string[]): readonly string[] {
  const [verb = ''] = words;
  return words.length > 1 && LIGHT_VERB.test(verb) ? words.slice(1) : words;
}

/** "Reversing a list" is "reverse a list". */
function verbFirst([verb = '', ...rest]: readonly string[]): readonly string[] {
  return [verb.endsWith('ing') ? verbOf(verb) : verb, ...rest];
}

function split(text: string): readonly string[] {
  return text.split(' ').filter((token) => token !== '');
}
