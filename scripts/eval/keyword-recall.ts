/** Words that say nothing about a subject. */
const STOP_WORDS: ReadonlySet<string> = new Set(
  `about after also because been before being between both could does doing during each from further have
  having here into itself just like made make makes many more most much must need once only other over same
  should some such than that their them then there these they this those through under until upon used uses
  using very were what when where which while will with within without would your yours`.split(/\s+/),
);
const MIN_KEYWORD_CHARACTERS = 4;
/** Words are compared by their beginning, so that "indexes" finds "indexing". */
const STEM_CHARACTERS = 5;

/** Share of the reference's keywords that the answer holds; null when the reference has none. */
export function keywordRecall(reference: string, answer: string): number | null {
  const wanted = stems(reference);
  if (wanted.size === 0) return null;
  const found = stems(answer);
  return [...wanted].filter((stem) => found.has(stem)).length / wanted.size;
}

function stems(text: string): ReadonlySet<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(
    words
      .filter((word) => word.length >= MIN_KEYWORD_CHARACTERS && !STOP_WORDS.has(word))
      .map((word) => word.slice(0, STEM_CHARACTERS)),
  );
}
