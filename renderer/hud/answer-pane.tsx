import { AnswerActions } from './answer-actions.tsx';
import { AnswerMeta } from './answer-meta.tsx';
import { BulletList } from './bullet-list.tsx';
import { EmptyState } from './empty-state.tsx';
import { useAnswers } from './use-answers.ts';

/** The question in the air and its bullets; before the first question, what to do. */
export function AnswerPane() {
  const answers = useAnswers();
  const { shown } = answers;
  if (!shown) return <EmptyState />;
  return (
    <main className="answer" aria-label="Answer" tabIndex={-1}>
      <h2 className="question">{shown.answer.question || 'Your question'}</h2>
      <AnswerMeta turn={shown} isNewest={answers.isNewest} />
      <BulletList key={shown.turnId} answer={shown.answer} isNewest={answers.isNewest} />
      <AnswerActions
        turn={shown}
        index={answers.shownIndex}
        answerCount={answers.all.length}
        onSelect={answers.select}
      />
    </main>
  );
}
