import { baseForm } from './word-forms.ts';

/**
 * Words that ask the same, one set a line, in base form; `_` joins what is said in several words. A set holds
 * no word that is the opposite, a part or a kind of another. Terms that people ask the difference of ("bug",
 * "error") stand in different sets.
 */
const SYNONYMS = `
  begin start commence kick_off
  finish complete
  expire lapse run_out end_date expiry_date
  cancel terminate call_off
  fix repair resolve solve mend sort_out
  handle deal_with cope_with take_care_of treat
  need require
  buy purchase
  help assist aid
  biggest largest greatest main
  big large huge
  small tiny little
  fast quick rapid swift
  reduce decrease lower cut shrink bring_down
  increase raise boost
  improve enhance
  avoid prevent
  protect secure defend guard safeguard keep_safe
  choose select pick decide_on opt_for settle_on go_for
  find discover locate
  store save
  delete remove erase get_rid_of
  create make construct build_up
  set_up setup
  change modify alter
  obtain receive acquire get
  use utilize leverage make_use_of
  check verify
  ensure guarantee make_sure
  calculate compute work_out
  monitor keep_eye_on
  answer reply respond answer_to reply_to respond_to
  offer provide
  speak talk
  contact reach_out_to get_in_touch_with get_hold_of
  leave quit
  hire recruit
  happen occur take_place
  allow permit
  reject decline refuse turn_down
  revert undo roll_back rollback
  bug defect
  problem issue trouble difficulty
  customer client
  employee staff staff_member
  company firm organization
  manager boss supervisor line_manager
  colleague coworker co_worker teammate
  salary wage compensation
  role position
  vacation holiday pto paid_time_off time_off
  deadline due_date
  goal objective target aim
  benefit advantage pro upside
  drawback disadvantage downside con
  weakness shortcoming weak_point weak_spot
  strength strong_point
  feature functionality capability
  price cost pricing
  cheap inexpensive affordable
  expensive costly
  important crucial essential vital
  common typical usual
    previous last prior former
  next upcoming following
  latest newest most_recent
  difficult hard tough challenging
  phone telephone
  website web_site
  demo demonstration
  image picture photo
  information info
  documentation doc
  contract agreement
  everyone everybody all_of_you
  remote work_from_home
  yearly annual annually per_year
  monthly per_month
  weekly per_week
  often frequent
  instead_of rather_than
  because_of due_to
  with using by_mean_of with_help_of via
  about regarding concerning on_topic_of
  enough sufficient
  entire whole
  run_into encounter
  show display
  plan_to intend_to
  competitor competition
  vendor supplier
  candidate applicant
  disagree have_disagreement
`;

/** Words that a question may have or not have and stay the same; none negates, counts or compares. */
const LIGHT_WORDS: ReadonlySet<string> = new Set(
  `is am be been being do that there would will shall might have has and any some thing stuff quickly briefly
  usually normally typically generally commonly basically simply currently personally even really possibly ever
  already able`.split(/\s+/),
);

const MAX_PHRASE_WORD_COUNT = 5;

const conceptByWord = new Map<string, string>();
const conceptByPhrase = new Map<string, string>();
for (const line of SYNONYMS.trim().split('\n')) {
  const [concept = '', ...words] = line.trim().split(' ');
  for (const word of [concept, ...words]) {
    if (word.includes('_')) conceptByPhrase.set(word.split('_').map(stemOf).join(' '), stemOf(concept));
    else conceptByWord.set(stemOf(word), stemOf(concept));
  }
}
const firstWordsOfPhrases: ReadonlySet<string> = new Set(
  [...conceptByPhrase.keys()].map((phrase) => phrase.split(' ')[0] ?? ''),
);

/** The concepts that words stand for, in their order, without the words that decide nothing. */
export function conceptsOf(words: readonly string[]): readonly string[] {
  const heavy = words.filter((word) => !LIGHT_WORDS.has(word));
  const stems = (heavy.length > 0 ? heavy : words).map(stemOf);
  const concepts: string[] = [];
  for (let index = 0; index < stems.length;) {
    const phrase = phraseAt(stems, index);
    const stem = stems[index] ?? '';
    if (phrase) concepts.push(phrase.concept);
    else concepts.push(conceptByWord.get(stem) ?? stem);
    index += phrase?.wordCount ?? 1;
  }
  return concepts;
}

function phraseAt(
  stems: readonly string[],
  index: number,
): { readonly concept: string; readonly wordCount: number } | undefined {
  if (!firstWordsOfPhrases.has(stems[index] ?? '')) return undefined;
  for (let wordCount = Math.min(MAX_PHRASE_WORD_COUNT, stems.length - index); wordCount > 1; wordCount--) {
    const concept = conceptByPhrase.get(stems.slice(index, index + wordCount).join(' '));
    if (concept !== undefined) return { concept, wordCount };
  }
  return undefined;
}

/** The base form, without the e that some forms lose. */
function stemOf(word: string): string {
  const base = baseForm(word);
  return base.length >= 5 && base.endsWith('e') ? base.slice(0, -1) : base;
}
