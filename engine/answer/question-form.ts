/** A question in the form in which it is compared with others. */
export interface QuestionForm {
  /** Equal keys mean the same question: case, politeness, fillers, spelling of numbers folded away. */
  readonly exactKey: string;
}

export function questionForm(text: string): QuestionForm {
  return {
    exactKey: text
      .normalize('NFKC')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
      .trim(),
  };
}
