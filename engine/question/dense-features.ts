import { FILLERS } from '../wording/question-vocabulary.ts';
import { completenessByRules } from './completeness-rules.ts';
import { AUXILIARIES, DETERMINERS, OPENERS, PREPOSITIONS, SUBJECT_PRONOUNS, WH_WORDS } from './lexicon.ts';
import type { Utterance } from './question-detector.ts';
import { probabilityByRules } from './rules-detector.ts';
import type { Opening, SentenceShape } from './sentence-shape.ts';
import { shapeOf } from './sentence-shape.ts';
import { wordsOf } from './words.ts';

export type DenseGroup = 'rules' | 'shape' | 'turn';

const OPENINGS: readonly Opening[] = [
  'wh-inverted',
  'wh-bare',
  'wh-clause',
  'relative',
  'exclamation',
  'inverted',
  'directive',
  'follow-up',
  'plain',
  'empty',
];
const COPULAS = new Set(['is', 'was', 'are', 'were']);
/** A position that is not there. */
const NOWHERE_INDEX = 30;

/** Names and groups of the dense features, in the order of `denseFeaturesOf`. */
export const DENSE_FEATURES: readonly { readonly name: string; readonly group: DenseGroup }[] = [
  ...OPENINGS.map((opening) => ({ name: `opening ${opening}`, group: 'rules' as const })),
  ...['probability', 'asks within', 'indirect', 'tag', 'choice', 'reported', 'completeness'].map((name) => ({
    name: `rules ${name}`,
    group: 'rules' as const,
  })),
  ...[
    'words',
    'core words',
    'openers',
    'fillers',
    'stutters',
    'wh words',
    'auxiliaries',
    'you',
    'i',
    'we',
    'it',
    'determiners',
    'prepositions',
    'first wh',
    'first inversion',
    'last inversion from end',
    'inversions',
    'first you',
    'last wh from end',
    'first auxiliary',
    'first subject',
    'subject before auxiliary',
    'starts and',
    'starts so',
    'starts but',
    'starts or',
    'has if',
    'has any',
    'has or',
    'has think',
    'has know',
    'has guess',
    'has mean',
    'mean word length',
    'has subject',
    'type ratio',
    'late copula',
    'starts any',
    'wh to',
    'ends open',
    'ends pronoun',
    'ends auxiliary',
    'inversion cut short',
  ].map((name) => ({ name: `shape ${name}`, group: 'shape' as const })),
  ...[
    'has previous',
    'same speaker',
    'previous words',
    'previous probability',
    'previous openers only',
    'previous completeness',
    'second same speaker',
    'second probability',
    'second words',
    'third probability',
    'same speaker run',
    'mean words',
    'overlap',
    'other spoke',
    'highest earlier probability',
    'previous by other probability',
    'own last probability',
    'short turns',
  ].map((name) => ({ name: `turn ${name}`, group: 'turn' as const })),
];

/** @param shape of `utterance.text`. */
export function denseFeaturesOf(utterance: Utterance, shape: SentenceShape): number[] {
  return [
    ...OPENINGS.map((opening) => Number(shape.opening === opening)),
    probabilityByRules({ ...shape, mark: '' }),
    Number(shape.asksWithin),
    Number(shape.isIndirect),
    Number(shape.hasTag),
    Number(shape.offersChoice),
    Number(shape.isReported),
    completenessByRules({ ...shape, mark: '' }),
    ...shapeFeatures(wordsOf(utterance.text), shape),
    ...turnFeatures(utterance, shape),
  ];
}

function shapeFeatures(spoken: readonly string[], shape: SentenceShape): number[] {
  const { words, core } = shape;
  const count = (members: ReadonlySet<string>): number => words.filter((word) => members.has(word)).length;
  const has = (word: string): number => Number(words.includes(word));
  const isWh = (word: string): boolean => WH_WORDS.has(word);
  const inversions = core.flatMap((word, index) =>
    AUXILIARIES.has(word) &&
    SUBJECT_PRONOUNS.has(core[index + 1] ?? '') &&
    !SUBJECT_PRONOUNS.has(core[index - 1] ?? '')
      ? [index]
      : [],
  );
  const last = words.at(-1) ?? '';
  const lastWh = core.findLastIndex(isWh);
  const firstAuxiliary = positionOf(core.findIndex((word) => AUXILIARIES.has(word)));
  const firstSubject = positionOf(core.findIndex((word) => SUBJECT_PRONOUNS.has(word)));
  return [
    words.length,
    core.length,
    words.length - core.length,
    spoken.filter((word) => FILLERS.has(word)).length,
    words.filter((word, index) => word === words[index - 1]).length,
    words.filter(isWh).length,
    count(AUXILIARIES),
    words.filter((word) => word === 'you' || word === 'your').length,
    words.filter((word) => word === 'i' || word.startsWith("i'")).length,
    words.filter((word) => word === 'we' || word.startsWith("we'")).length,
    words.filter((word) => word === 'it').length,
    count(DETERMINERS),
    count(PREPOSITIONS),
    positionOf(core.findIndex(isWh)),
    positionOf(inversions[0] ?? -1),
    inversions.length === 0 ? NOWHERE_INDEX : Math.min(NOWHERE_INDEX, core.length - (inversions.at(-1) ?? 0)),
    inversions.length,
    positionOf(core.findIndex((word) => word === 'you' || word === 'your')),
    lastWh < 0 ? NOWHERE_INDEX : Math.min(NOWHERE_INDEX, core.length - lastWh),
    firstAuxiliary,
    firstSubject,
    Math.sign(firstAuxiliary - firstSubject),
    Number(words[0] === 'and'),
    Number(words[0] === 'so'),
    Number(words[0] === 'but'),
    Number(words[0] === 'or'),
    has('if'),
    has('any'),
    has('or'),
    has('think'),
    has('know'),
    has('guess'),
    has('mean'),
    words.length === 0 ? 0 : words.reduce((sum, word) => sum + word.length, 0) / words.length,
    Number(firstSubject < NOWHERE_INDEX),
    words.length === 0 ? 1 : new Set(words).size / words.length,
    isWh(core[0] ?? '')
      ? positionOf(core.findIndex((word, index) => index > 2 && COPULAS.has(word)))
      : NOWHERE_INDEX,
    Number(core[0] === 'any'),
    Number(isWh(core[0] ?? '') && core[1] === 'to'),
    Number(PREPOSITIONS.has(last) || DETERMINERS.has(last) || last === 'and' || last === 'or'),
    Number(SUBJECT_PRONOUNS.has(last)),
    Number(AUXILIARIES.has(last)),
    // "Does that", "what is the": too short to ask anything yet.
    Number(inversions.length > 0 && core.length - (inversions.at(-1) ?? 0) <= 2),
  ];
}

function turnFeatures(utterance: Utterance, shape: SentenceShape): number[] {
  const earlier = utterance.previous.toReversed().map((turn) => ({
    isOwn: turn.channel === utterance.channel,
    ...earlierFacts(turn.text),
  }));
  const [first, second, third] = earlier;
  const run = earlier.findIndex((turn) => !turn.isOwn);
  const content = new Set(shape.core.filter((word) => word.length > 3));
  const shared = first ? first.words.filter((word) => content.has(word)).length : 0;
  const probabilities = earlier.map((turn) => turn.probability);
  return [
    Number(first !== undefined),
    Number(first?.isOwn ?? false),
    first?.words.length ?? -1,
    first?.probability ?? 0,
    Number(first?.isEmpty ?? false),
    first?.completeness ?? 1,
    Number(second?.isOwn ?? false),
    second?.probability ?? 0,
    second?.words.length ?? -1,
    third?.probability ?? 0,
    run < 0 ? earlier.length : run,
    earlier.length === 0 ? 0 : earlier.reduce((sum, turn) => sum + turn.words.length, 0) / earlier.length,
    content.size === 0 ? 0 : shared / content.size,
    Number(run >= 0),
    Math.max(0, ...probabilities),
    earlier.find((turn) => !turn.isOwn)?.probability ?? 0,
    earlier.find((turn) => turn.isOwn)?.probability ?? 0,
    earlier.filter((turn) => turn.words.length <= 2).length,
  ];
}

interface EarlierFacts {
  readonly words: readonly string[];
  readonly probability: number;
  readonly completeness: number;
  readonly isEmpty: boolean;
}

/** Earlier turns are judged again for every later one; the last few are kept. */
const factsOfText = new Map<string, EarlierFacts>();
const MAX_KEPT_FACTS_COUNT = 64;

function earlierFacts(text: string): EarlierFacts {
  const known = factsOfText.get(text);
  if (known) return known;
  const shape = { ...shapeOf(text), mark: '' as const };
  const facts = {
    words: shape.words,
    probability: probabilityByRules(shape),
    completeness: completenessByRules(shape),
    isEmpty: shape.words.every((word) => OPENERS.has(word)),
  };
  if (factsOfText.size >= MAX_KEPT_FACTS_COUNT) factsOfText.delete(factsOfText.keys().next().value ?? '');
  factsOfText.set(text, facts);
  return facts;
}

function positionOf(index: number): number {
  return index < 0 ? NOWHERE_INDEX : Math.min(NOWHERE_INDEX, index);
}
