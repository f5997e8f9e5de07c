import { useMessages } from '../messages/use-messages.ts';
import { heardTurn, speakerOf, wordsOf } from '../session/selectors.ts';
import { useSessionState } from '../session/session-context.tsx';

/** The words that are being heard, or the last ones. */
export function HeardWords() {
  const { t } = useMessages();
  const heard = useSessionState((state) => heardTurn(state.turns));
  if (!heard) return <p className="heard" />;
  const words = `${wordsOf(heard)}${heard.text === '' ? '' : ` ${heard.volatile}`}`.trim();
  return (
    <p className="heard" data-speaking={heard.speech !== 'ended'}>
      <span className="speaker">{t(`speaker.${speakerOf(heard)}`)}</span>{' '}
      <span className="heard-words">
        <bdi>{words}</bdi>
      </span>
    </p>
  );
}
