import { AUXILIARIES, CONJUNCTIONS, DETERMINERS, PREPOSITIONS, WH_WORDS } from './lexicon.ts';
import type { SentenceShape } from './sentence-shape.ts';

const SUBJECTS = new Set(['i', 'you', 'we', 'they', 'he', 'she']);
const LINKING = new Set([
  'is',
  'are',
  'was',
  'were',
  'be',
  'the',
  'and',
  'very',
  'more',
  'most',
  'really',
  'not',
]);

/** 0–1: may the sentence end here? Judged by its last words. */
export function completenessByRules(shape: SentenceShape): number {
  const { words, core, mark } = shape;
  const last = words.at(-1);
  if (last === undefined) return 0;
  if (mark === '?') return 1;
  if (mark === '…') return 0.1;
  if (core.length === 0) return mark === '.' ? 0.9 : 0.6;
  const cue = endingCue(core, last, words.at(-2) ?? '');
  return mark === '.' ? Math.max(cue, 0.5) : cue;
}

/** "Could you walk me through", "tell us about": of what is still to come. */
const OBJECT_TO_COME =
  /\b(?:walk|talk|take|run|guide|lead|step) (?:me|us) through$|\b(?:tell|ask|teach|show) (?:me|us|you) (?:more |a bit |a little |something )?about$/;

function endingCue(core: readonly string[], last: string, before: string): number {
  if (OBJECT_TO_COME.test(core.join(' '))) return 0.05;
  if (core.length === 1 && WH_WORDS.has(last)) return last === 'why' ? 0.7 : 0.25;
  if (last === 'the' || last === 'a' || last === 'an') return 0.02;
  if (DETERMINERS.has(last) && !['this', 'that', 'these', 'those', 'her', 'no'].includes(last)) return 0.04;
  if (CONJUNCTIONS.has(last) && last !== 'that' && last !== 'so') return 0.03;
  // "What do you", "when can we": the verb is still to come.
  if (SUBJECTS.has(last) && AUXILIARIES.has(before)) return 0.06;
  if (last === 'about' && WH_WORDS.has(before)) return 0.03;
  if (last === 'of' || last === 'between' || last === 'to' || last === 'than') return 0.05;
  if (PREPOSITIONS.has(last)) return 0.3;
  if (AUXILIARIES.has(last) || LINKING.has(last)) return 0.12;
  if (WH_WORDS.has(last)) return 0.2;
  return core.length <= 2 ? 0.55 : 0.8;
}
