/**
 * The shapes in which questions come, one per line: what is asked for, and how it is phrased. Words are in the
 * spelling of `questionTokens`, without articles and plurals, and auxiliaries in one form ("does" is "do",
 * "are" is "is"). The first line that fits wins.
 *
 * `(a|b)` one of them, `[a|b]` one of them or nothing; `X`, `Z` what it is asked about, `X` and `Y` two that
 * may change places; `VERB` a verb; `DOING` a gerund, `DONE` a participle, both become the verb in front;
 * `WHO` anyone in general, where first, second and third person make kinds of their own, as `MODAL` does; `DO`, `BE` the auxiliary, whose past tense makes another kind of question.
 */
const FRAMES = `
  differ: what BE [main|key|biggest|real] (difference|distinction) between X and Y
  differ: what (set|separate|distinguish) X [apart] from Y
  differ: what BE X (versus|vs) Y
  differ: how (DO|BE) X (differ|different) (from|to|than) Y
  differ: how DO X compare (with|to|against|and) Y
  differ: how (DO|BE) X and Y (differ|different|compare)
  differ: [ASK] [main|key] (difference|distinction) between X and Y
  differ: (compare|contrast|differentiate|distinguish) [between] X (and|with|to|from|versus|vs|against) Y
  differ: [explain] X (versus|vs) Y
  differ: tell X and Y apart

  expand: what DO [letter in] X stand for
  expand: what DO letter in X mean
  expand: what BE X short for

  example: tell [me|us] about (time|situation|case|occasion) [when|where|in which] X
  example: (describe|share|recall|think of) (time|situation|case|occasion|instance) [when|where|in which] X
  example: (give|share|tell) [me|us] example of (when|where|how) X
  example: (give|share|tell) [me|us] example of (time|situation|case) [when|where|in which] X

  purpose: what BE X (used|useful|meant|good|intended) for
  purpose: what BE X for
  purpose: what DO X do
  purpose: what BE (purpose|point|use|role) (of|to|in) [using|having] X
  benefit: what BE (benefit|advantage) (of|to|in) [using|having] X
  purpose: what (purpose|role) DO X (serve|play|have)
  purpose: what (problem|need) DO X (solve|address)
  purpose: why would WHO [want to] use X
  purpose: why do (people|team|developer|company|engineer|one) use X
  purpose: why do (people|team|developer|one) need X
  purpose: ASK [me|us] (purpose|point|use|role) of [using] X
  purpose: (tell|give) [me|us] [about] (purpose|point|use|role) of [using] X

  cause: what (cause|lead to|trigger) X
  cause: what BE [main] cause (of|for|behind) X
  why: what BE [main|real] reason [that|why|for] X
  why: for what reason DO X
  why: how come X

  cost: how much (DO|would) X cost
  cost: how much NOAUX X cost
  cost: how much BE X
  cost: what (DO|would) X cost
  cost: what BE (price|cost) (of|for) X

  take: how long (DO|would) it take [WHO] to X
  take: how long (DO|would) X take
  take: how much time (DO|would) X (take|need|require)
  last: how long DO X last
  how often: how frequently X
  how many: what BE [total] (number|count) of X
  when: [on] (what|which) (date|day) DO X
  when: [on] (what|which) (date|day) (is|will) X
  when: how soon (do|will) X
  when can: how soon can X
  when use: when (would|do|MODAL) WHO [want to] use X
  when not use: when (would|do|MODAL) WHO (not use|avoid) X
  when not use: when (is|would) it [be] (better|best|wiser) (not to use|to avoid|to not use) X
  own: who own X
  own: who BE owner of X
  responsible: who BE [person] (responsible for|in charge of) X
  include: what BE [all] (included|contained) (in|with) X
  include: what DO X (include|contain|come with)

  react: what (would|do|MODAL) WHO do (if|when|in case) X
  react: how would WHO (react|respond) (if|when|in case) X
  happen: what (happen|would happen|will happen|go on) (if|when|once|in case) X
  happen: what (happen|would happen|will happen) to X (if|when|once|in case) Z

  how-to: what (would|do|MODAL) WHO do to X
  how-to: (what|which) BE (step|best step|right step) (to|for|of) DOING
  how-to: (what|which) step (would|do|MODAL) WHO (take|follow|need) to X
  how-to: what BE [your|our|best|good|right|usual|proper] [usual|typical] HOW (to|for|of|on|when|in) DOING
  how-to: (walk|talk|take) [me|us] through [your|our] HOW (to|for|of|on) DOING
  work: (walk|talk|take) [me|us] through X
  how-to-past: how was NOBODY X DONE
  how-to: how (is|would|MODAL) NOBODY X [be] DONE

  work: how do NOBODY X (work|function|operate)
  work: how do NOBODY X work (in|on) Z
  work: how (work|working) X
  define: how (would|do|can) WHO (explain|define|describe|characterize) X
  how-to-past: how did WHO [go about] X
  how-to: how (would|do|MODAL) WHO go about DOING
  how-to: how (would|do|MODAL) WHO [usually|typically|normally|generally] X
  how-to: how WHO (would|do|MODAL) X
  how-to: how to X
  work: how NOBODY X (work|function|operate)
  work: how NOBODY X work (in|on) Z

  can? i: is it possible [for me] to X
  can? i: is there [any] way (to|for me to) X
  can? we: is it possible for us to X
  can? we: is there [any] way for us to X
  can?: is (?<who>i|we) (able|allowed|permitted) to X
  can?: (can|may) (?<who>i|we|someone|anyone|people|somebody) X
  must?: (do|must) (?<who>i|we) (have|need) to X
  must? i: is it (necessary|required|mandatory) [for me] to X
  must? we: is it (necessary|required|mandatory) for us to X
  support?: (do|can) (you|it) (have|offer|provide) [any|some] support (for|of) X
  support?: (do|can) (you|it|your product|your platform|product|platform|tool) support X
  support?: is there [any|some] support (for|of) X
  support?: is X supported
  have?: do you have [any|some] X
  offer?: do you (offer|provide) [any|some] X

  what: what is X=((?:\\w+ ){1,3}(?:you|we|they) \\w+)
  define: what DO (WHO|they) (mean|understand) by X
  define: what BE meant by X
  define: what DO it mean to [be] X
  define: what BE (meaning|definition|concept|idea|notion) (of|behind) X
  define: what DO [term|word] THING (represent|refer to|say|state|mean)
  define: what DO [term|word] THING mean (in|for) Z
  define: what is X
  define: what X (is|mean)
  purpose: what NOAUX X do

  define: ASK [to] [me|us] X
  define: tell [me|us] [something|more|bit|little] [about] X
  define: give [me|us] [short|brief|quick] (overview|introduction|explanation|definition|summary|idea) (of|to|about) X
  introduce: introduce X=(yourself)
  how-to: X=((?:design|implement|build|write|create) .+)
`;

const WHO = '(?:you|we|one|i|people|team|developer|someone|anyone|somebody|engineer)';
const HOW = '(?:approach|way|process|strategy|method|procedure|workflow|policy)';
const ASKING =
  '(?:explain|describe|define|clarify|outline|discuss|summarize|elaborate on|go over|talk about)';
/** Participles that do not end in -ed. */
const IRREGULAR_DONE =
  'made|built|sent|paid|kept|run|written|chosen|done|set|put|sold|bought|found|held|given|taken|split|spent|told';

const PLACEHOLDERS: readonly (readonly [RegExp, string])[] = [
  [/\bNOBODY X\b/g, `(?!${WHO} )(?!(?:can|should|must)\\b)(?<x>.+?)`],
  [/\bNOAUX X\b/g, '(?!is\\b|was\\b|do\\b|did\\b|can\\b|would\\b|should\\b|will\\b|have\\b)(?<x>.+?)'],
  [/\bTHING\b/g, '(?!it )(?<x>.+?)'],
  [/\bWHO\b/g, WHO.replace('?:', '?<who>')],
  [/\bMODAL\b/g, '(?<modal>can|should|might|must)'],
  [/\bHOW\b/g, HOW],
  [/\bASK\b/g, ASKING],
  [/\bDOING\b/g, '(?<doing>.+)'],
  [/\bDONE\b/g, `(?<done>\\w{2,}ed|${IRREGULAR_DONE})(?<z> .+)?`],
  [/\bDO\b/g, '(?:do|(?<past>did))'],
  [/\bBE\b/g, '(?:is|(?<past>was))'],
  [/\bX=(\(.+)$/g, '(?<x>$1)'],
  [/\bX\b/g, '(?<x>.+?)'],
  [/\bY\b/g, '(?<y>.+)'],
  [/\bZ\b/g, '(?<z>.+)'],
];

export interface QuestionFrame {
  readonly kind: string;
  /** Named groups: see the slots above. */
  readonly pattern: RegExp;
}

const frames: readonly (QuestionFrame & { readonly firstWords: readonly string[] | undefined })[] =
  FRAMES.trim()
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(compile);

const framesByFirstWord: ReadonlyMap<string, readonly QuestionFrame[]> = new Map(
  frames
    .flatMap(({ firstWords }) => firstWords ?? [])
    .map((word) => [word, frames.filter(({ firstWords }) => firstWords?.includes(word) ?? true)]),
);
const framesOfAnyWord = frames.filter(({ firstWords }) => firstWords === undefined);

/** The frames that a question with this first word can have, in the order in which they count. */
export function framesFor(firstWord: string): readonly QuestionFrame[] {
  return framesByFirstWord.get(firstWord) ?? framesOfAnyWord;
}

function compile(line: string): QuestionFrame & { readonly firstWords: readonly string[] | undefined } {
  const [, kind = '', shape = ''] = /^\s*([^:]+): (.+)$/.exec(line) ?? [];
  const filled = PLACEHOLDERS.reduce((text, [name, pattern]) => text.replaceAll(name, pattern), shape);
  const source = filled
    .replaceAll(/\((?!\?)/g, '(?:')
    .replaceAll(/\[([^\]]+)\] /g, '(?:(?:$1) )?')
    .replaceAll(/ \[([^\]]+)\]$/g, '(?: (?:$1))?');
  return { kind, pattern: new RegExp(`^${source}$`), firstWords: firstWordsOf(shape) };
}

/** Undefined when a frame can begin with any word. */
function firstWordsOf(shape: string): readonly string[] | undefined {
  if (/^(?:\[|X)/.test(shape)) return undefined;
  const spelled = shape.replace(/^ASK\b/, ASKING.replace('?:', '')).replace(/^DO\b/, '(do|did)');
  const [alternatives = ''] = /^\([^)]+\)|^\S+/.exec(spelled) ?? [];
  return alternatives
    .replaceAll(/[()]/g, '')
    .split('|')
    .map((alternative) => alternative.split(' ')[0] ?? '');
}
