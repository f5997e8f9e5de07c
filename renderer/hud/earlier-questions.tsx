import { useAnswers } from './use-answers.ts';

/** Everything asked so far, newest first: the rail of a wide window. */
export function EarlierQuestions() {
  const { all, shownIndex, select } = useAnswers();
  return (
    <nav className="rail" aria-label="Questions">
      <h2 className="pane-title">Questions</h2>
      {all.length === 0 && <p className="hint">Each question of the call is kept here.</p>}
      <ol>
        {all
          .map((turn, index) => (
            <li key={turn.turnId}>
              <button
                type="button"
                className="rail-item"
                aria-current={index === shownIndex ? 'true' : undefined}
                onClick={() => select(index)}
              >
                <span className="rail-question">{turn.answer.question || 'Your question'}</span>
                <span className="rail-bullet">{turn.answer.bullets[0] ?? 'No bullets yet'}</span>
              </button>
            </li>
          ))
          .reverse()}
      </ol>
    </nav>
  );
}
