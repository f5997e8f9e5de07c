/** Where sentences end, in the scripts that mark it. */

const ABBREVIATION = String.raw`(?<!\b(?:[Ee]\.g|[Ii]\.e|[Ee]tc|[Vv]s|cf|[Aa]pprox|Dr|Mr|Mrs|Ms|St|[Nn]o|[Ff]ig|al|ca|bzw|z\.B|[A-Za-z]))`;
/** `*1. text`: the number of an item, in emphasis. */
const NUMBER_IN_EMPHASIS = String.raw`(?<![*_]\d{1,2})`;
const CLOSERS = '["\'”’)\\]*_`]*';
/** Followed by a blank and the start of a sentence: a number and its decimals are not two sentences. */
const SPACED_END = `${ABBREVIATION}${NUMBER_IN_EMPHASIS}[.!?…]${CLOSERS}\\s+(?=["'“‘(*_\`]*[\\p{L}\\p{N}])`;
/** These stops need no blank. */
const WIDE_END = '[。！？｡][」』）”’"]*\\s*(?=\\S)|[؟۔।॥።။։។៕]\\s*(?=\\S)';
const SENTENCE_END = new RegExp(`${SPACED_END}|${WIDE_END}`, 'u');
const SENTENCE_ENDS = new RegExp(SENTENCE_END, 'gu');

/** The first sentence with the blanks after it, once it is surely over; '' before. */
export function firstSentence(line: string): string {
  const end = SENTENCE_END.exec(line);
  return end ? line.slice(0, end.index + end[0].length) : '';
}

/** Splits after each sentence that has certainly ended; the last part may continue. */
export function splitSentences(line: string): readonly string[] {
  const sentences: string[] = [];
  let start = 0;
  for (const { 0: stop, index } of line.matchAll(SENTENCE_ENDS)) {
    sentences.push(line.slice(start, index + stop.length));
    start = index + stop.length;
  }
  sentences.push(line.slice(start));
  return sentences;
}
