import type { Recognition, Transcriber } from './recognizers/base/transcriber.ts';

/** @param terms names and product terms as they are to be written, asked for at each pass. */
export function correctTerms(transcriber: Transcriber, terms: () => readonly string[]): Transcriber {
  let known: readonly string[] = [];
  let correct: Promise<(text: string) => string> | undefined;
  const corrector = (wanted: readonly string[]): Promise<(text: string) => string> => {
    if (correct === undefined || wanted.join('\n') !== known.join('\n')) {
      known = wanted;
      correct = openCorrector(wanted);
    }
    return correct;
  };
  return {
    get description() {
      return transcriber.description;
    },
    get limits() {
      return transcriber.limits ?? [];
    },
    transcribe: async (speech, options, signal): Promise<Recognition> => {
      const recognition = await transcriber.transcribe(speech, options, signal);
      const wanted = terms();
      if (wanted.length === 0 || recognition.text === '') return recognition;
      const write = await corrector(wanted);
      return {
        ...recognition,
        text: write(recognition.text),
        ...(recognition.segments && {
          segments: recognition.segments.map((segment) => ({ ...segment, text: write(segment.text) })),
        }),
      };
    },
    [Symbol.asyncDispose]: () => transcriber[Symbol.asyncDispose](),
  };
}

/** Loaded at its first use: most calls have no terms, and the list of words is large. */
async function openCorrector(terms: readonly string[]): Promise<(text: string) => string> {
  const [{ createTermCorrector }, { loadRealWords }] = await Promise.all([
    import('./term-corrector.ts'),
    import('./real-words.ts'),
  ]);
  return createTermCorrector(terms, await loadRealWords());
}
