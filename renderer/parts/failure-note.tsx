import { failureText } from '../messages/engine-texts.ts';
import { useMessages } from '../messages/use-messages.ts';
import type { TurnAnswer } from '../session/state.ts';

interface FailureNoteProps {
  /** The engine keeps the causes of the newest answers for pages that are opened later. */
  readonly failure: TurnAnswer['failure'];
}

/** Why a question has no answer, and what to do. */
export function FailureNote({ failure }: FailureNoteProps) {
  const messages = useMessages();
  const { t } = messages;
  const { message, remedy, detail } = failure
    ? failureText(messages, failure)
    : { message: t('answer.none'), remedy: t('answer.none-remedy'), detail: '' };
  return (
    <p className="failure" role="alert" title={detail}>
      <strong>{message}</strong> {remedy}
    </p>
  );
}
