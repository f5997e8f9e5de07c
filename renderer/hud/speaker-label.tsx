import { useState } from 'react';
import { speakerText } from '../messages/speaker-text.ts';
import { useMessages } from '../messages/use-messages.ts';
import { useSession } from '../session/session-context.tsx';
import type { Turn } from '../session/state.ts';

const MAX_NAME_CHARACTERS = 60;

/** Who said a line; a speaker recognized by voice can be given a name here. */
export function SpeakerLabel({ turn }: { readonly turn: Turn }) {
  const messages = useMessages();
  const { t } = messages;
  const session = useSession();
  const [isNaming, setNaming] = useState(false);
  const { speaker, channel, isShared, question } = turn;
  if (question?.origin === 'typed') return <span className="speaker">{t('speaker.typed')}</span>;
  const text = speakerText(messages, {
    channel,
    isShared,
    speakerId: speaker?.speakerId,
    speakerName: speaker?.name,
  });
  if (!speaker) return <span className="speaker">{text}</span>;
  const label = t('speaker.number', { number: speaker.speakerId });
  const give = (name: string): void => {
    setNaming(false);
    if (name.trim() !== speaker.name)
      void session.send({ type: 'rename-speaker', speakerId: speaker.speakerId, name });
  };
  if (!isNaming) {
    return (
      <button
        type="button"
        className="speaker speaker-button"
        title={t('speaker.rename', { speaker: label })}
        onClick={() => setNaming(true)}
      >
        {text}
      </button>
    );
  }
  return (
    <input
      className="speaker speaker-name"
      aria-label={t('speaker.name', { speaker: label })}
      placeholder={label}
      defaultValue={speaker.name}
      maxLength={MAX_NAME_CHARACTERS}
      ref={(input) => input?.select()}
      onBlur={(event) => give(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') give(event.currentTarget.value);
        if (event.key !== 'Escape') return;
        // The pane that the key would close stays.
        event.stopPropagation();
        setNaming(false);
      }}
    />
  );
}
