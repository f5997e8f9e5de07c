import { ArrowUp, Mic } from '../parts/icons.tsx';
import { useState } from 'react';
import { MAX_QUESTION_CHARACTERS } from '../../engine/protocol/commands.ts';
import { useMessages } from '../messages/use-messages.ts';
import { acceleratorLabel, isMac } from '../session/accelerator.ts';
import { useSession, useSessionState } from '../session/session-context.tsx';
import { CallMenu } from './call-menu.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { usePushToTalk } from '../parts/use-push-to-talk.ts';

/** Two ways to ask on demand: type it, or hold and say it. */
export function AskBar() {
  const session = useSession();
  const { t } = useMessages();
  const [text, setText] = useState('');
  const isOpen = useSessionState((state) => state.connection === 'open');
  const ask = async (): Promise<void> => {
    if (text.trim() !== '' && (await session.send({ type: 'ask', text: text.trim() }))) setText('');
  };
  return (
    <form
      className="ask"
      aria-label={t('ask.title')}
      onSubmit={(event) => {
        event.preventDefault();
        void ask();
      }}
    >
      <TalkButton />
      <input
        className="ask-text"
        aria-label={t('ask.type')}
        placeholder={t('ask.type')}
        autoComplete="off"
        enterKeyHint="send"
        maxLength={MAX_QUESTION_CHARACTERS}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <IconButton
        label={t('ask.send')}
        icon={ArrowUp}
        isDisabled={!isOpen || text.trim() === ''}
        onClick={() => void ask()}
      />
      <CallMenu />
    </form>
  );
}

function TalkButton() {
  const messages = useMessages();
  const { t } = messages;
  const pushToTalk = usePushToTalk();
  const isHeld = useSessionState(
    ({ heldAsk }) => heldAsk !== undefined && heldAsk.releasedAtMs === undefined,
  );
  const accelerator = useSessionState((state) => state.settings?.keys.pushToTalk ?? '');
  const key = acceleratorLabel(accelerator, isMac(), messages);
  return (
    <button
      type="button"
      className="talk"
      aria-pressed={isHeld}
      title={key ? t('ask.hold-key', { key }) : t('ask.hold')}
      {...pushToTalk}
    >
      <Mic sizePx={16} />
      <span>{isHeld ? t('held.release') : t('ask.hold')}</span>
    </button>
  );
}
