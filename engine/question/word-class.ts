/** Words that keep their own name in a sentence's skeleton: closed classes and the verbs of asking. */
const KEPT = new Set(
  `a about actually after again all also am an and another any anybody anyone anything are aren't as ask asked at back
   be because been before but by can can't come could couldn't did didn't different do does doesn't doing don't else
   ever explain for from get give go going gonna got guess had happen has have haven't he her here him his how i
   i'd i'll i'm i've idea if in into is isn't it it's its just kind know let let's like look made make many may maybe me
   mean might mind more much must my need no not now of off okay on one only or other our out over people question
   questions really right said say see should she show so some somebody someone something sort still sure take talk
   tell than thank thanks that that's the their them then there there's these they they're thing things think this
   those through time to too understand up us use very wanna want was wasn't way we we'll we're we've well were what
   when where whether which who whose why will with without wondering won't work would wouldn't yeah yes yet you
   you'd you'll you're you've your`.split(/\s+/),
);

/** `word` itself when it belongs to a closed class, else a rough class by its ending. */
export function wordClassOf(word: string): string {
  if (KEPT.has(word)) return word;
  if (/^\d/.test(word)) return '#';
  if (word.endsWith('ing')) return '-ing';
  if (word.endsWith('ed')) return '-ed';
  if (word.endsWith('ly')) return '-ly';
  if (word.endsWith("'s")) return "-'s";
  if (word.endsWith('er') || word.endsWith('est')) return '-er';
  if (/(?:tion|ment|ness|ity|ance|ence)s?$/.test(word)) return '-tion';
  return word.endsWith('s') && !word.endsWith('ss') ? '-s' : '*';
}
