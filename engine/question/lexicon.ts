/** Closed word classes of English that give a question away. Lower case, apostrophes kept. */

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** Words that open a sentence without being part of its clause. */
export const OPENERS = words(
  `so and but well okay ok kay yeah yep yes no nope right alright now then also because cause 'cause like
   actually basically anyway hey hi hello great cool sorry good thanks please just maybe perhaps first firstly
   second secondly third thirdly finally lastly again or look wait sure exactly`,
);

/** Openers of several words, longest first. */
export const OPENING_PHRASES: readonly (readonly string[])[] = [
  ['thank', 'you', 'very', 'much'],
  ['thank', 'you', 'so', 'much'],
  ['i', 'have', 'a', 'question'],
  ['one', 'more', 'question'],
  ['the', 'question', 'is'],
  ['my', 'question', 'is'],
  ['of', 'course'],
  ['by', 'the', 'way'],
  ['in', 'that', 'case'],
  ['thank', 'you'],
  ['i', 'mean'],
  ['you', 'know'],
  ['i', 'guess'],
  ['let', 'me', 'ask'],
];

export const WH_WORDS = words('what why how who whom whose which when where');

export const AUXILIARIES = words(
  `do does did don't doesn't didn't is are was were isn't aren't wasn't weren't am can could would will
   should can't couldn't wouldn't won't shouldn't have has had haven't hasn't hadn't may might shall must`,
);

export const SUBJECT_PRONOUNS = words(
  `i you he she it we they there this that these those anyone anybody someone somebody everyone everybody
   anything something y'all`,
);

export const DETERMINERS = words(
  'the a an my your our their his her its this that these those any some each every no another',
);

export const PREPOSITIONS = words(
  `of to in on at for with by from about into between through over under against without during than as
   per via within across versus`,
);

export const CONJUNCTIONS = words('and or but because if whether while although unless so that cause');

/** What follows an auxiliary in a clause whose subject was dropped ("could be", "is not"): no inversion. */
export const DROPPED_SUBJECT_FOLLOWERS = words(
  "be have not just also been go do get never always still only really to like that's gonna probably",
);

/** Imperatives that call for an answer in words. */
export const DIRECTIVE_VERBS = words(
  `explain describe define compare discuss elaborate summarize summarise outline clarify contrast
   illustrate justify estimate name list mention`,
);

export const TAG_ENDINGS: readonly (readonly string[])[] = [
  ['right'],
  ['correct'],
  ['huh'],
  ['eh'],
  ['or', 'not'],
  ['or', 'no'],
  ['or', 'what'],
  ['is', 'that', 'right'],
  ['do', 'you', 'think'],
];

/** Words after which a wh-clause is reported, not asked. */
export const REPORTING_WORDS = words(
  `asked asking asks said says saying told telling wondered explained explaining know knew knows understand
   figured figuring depends remember described showed shows see`,
);
