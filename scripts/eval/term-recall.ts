/** How often names and terms of a vocabulary are written as they are, without and with correction. */
export interface TermRecall {
  /** Times that terms are said. */
  readonly said: number;
  /** Of these, written by the recognizer alone. */
  readonly heard: number;
  /** Of these, written once the vocabulary has corrected the text. */
  readonly corrected: number;
  /** Terms that the correction wrote where they were not said. */
  readonly falseCorrections: number;
}

/** @param texts what was said and what was heard of each file. */
export function measureTerms(
  texts: readonly { readonly said: string; readonly heard: string }[],
  terms: readonly string[],
  correct: (text: string) => string,
): TermRecall {
  const counts = texts.flatMap(({ said, heard }) => {
    const corrected = correct(heard);
    return terms.map((term) => ({
      said: countOf(term, said),
      heard: countOf(term, heard),
      corrected: countOf(term, corrected),
    }));
  });
  const total = (count: (of: (typeof counts)[number]) => number): number =>
    counts.reduce((sum, of) => sum + count(of), 0);
  return {
    said: total(({ said }) => said),
    heard: total(({ said, heard }) => Math.min(said, heard)),
    corrected: total(({ said, corrected }) => Math.min(said, corrected)),
    falseCorrections: total(({ said, heard, corrected }) => Math.max(0, corrected - Math.max(said, heard))),
  };
}

function countOf(term: string, text: string): number {
  const escaped = term.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return text.match(new RegExp(String.raw`(?<![\p{L}\p{N}])${escaped}(?![\p{L}\p{N}])`, 'gu'))?.length ?? 0;
}
