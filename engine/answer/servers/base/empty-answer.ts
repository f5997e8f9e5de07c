import { EngineError } from '../../../base/engine-error.ts';

/** The model thought and wrote no answer, wrote markup or echoes only, or wrote nothing. */
export type MissingAnswer = 'all-thinking' | 'nothing-to-show' | 'nothing';

/** What a model that gave no answer is reported as. */
export function emptyAnswer(modelName: string, missing: MissingAnswer): EngineError {
  switch (missing) {
    case 'all-thinking':
      return new EngineError(
        'model-empty-answer',
        `${modelName} spent its whole output on thinking and wrote no answer.`,
        'Turn off thinking for this model on its server, or pick a model that does not think.',
      );
    case 'nothing-to-show':
      return new EngineError(
        'model-empty-answer',
        `${modelName} wrote nothing that answers the question.`,
        'Rephrase the question, or pick a larger model.',
      );
    case 'nothing':
      return new EngineError(
        'model-empty-answer',
        `${modelName} gave an empty answer twice.`,
        'Ask again, or pick another model.',
      );
  }
}
