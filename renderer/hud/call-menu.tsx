import { useId } from 'react';
import { useMessages } from '../messages/use-messages.ts';
import { List } from '../parts/icons.tsx';
import { showPanel } from '../parts/view-state.ts';
import { shellOf } from '../session/bootstrap.ts';
import { isHearing } from '../session/selectors.ts';
import { useSession, useSessionState } from '../session/session-context.tsx';

/** What Sotto can say about the call as a whole, when asked, and the calls before it. */
export function CallMenu() {
  const { t } = useMessages();
  const askNext = useAskNext();
  const session = useSession();
  const shell = shellOf(window);
  // It would end what is heard.
  const isHeard = useSessionState(isHearing);
  const id = useId();
  const hides = { popoverTarget: id, popoverTargetAction: 'hide' } as const;
  return (
    <>
      <button
        type="button"
        className="icon-button"
        popoverTarget={id}
        aria-label={t('call.menu')}
        title={t('call.menu')}
      >
        <List sizePx={16} />
      </button>
      <div id={id} popover="auto" className="menu" role="group" aria-label={t('call.menu')}>
        <button type="button" {...hides} className="menu-item" aria-keyshortcuts="W" onClick={askNext}>
          {t('call.next')}
        </button>
        <button
          type="button"
          {...hides}
          className="menu-item"
          aria-keyshortcuts="F"
          onClick={() => showPanel('facts')}
        >
          {t('call.facts')}
        </button>
        <button
          type="button"
          {...hides}
          className="menu-item"
          onClick={() => (shell ? void shell.openHistory() : showPanel('history'))}
        >
          {t('call.history')}
        </button>
        <button type="button" {...hides} className="menu-item" onClick={() => showPanel('file')}>
          {t('call.file')}
        </button>
        {!isHeard && (
          <button
            type="button"
            {...hides}
            className="menu-item"
            onClick={() => void session.send({ type: 'play-demo' })}
          >
            {t('action.try-demo')}
          </button>
        )}
        <button type="button" {...hides} className="menu-item" onClick={() => showPanel('wipe')}>
          {t('call.wipe')}
        </button>
        {shell && (
          <button type="button" {...hides} className="menu-item" onClick={() => void shell.quit()}>
            {t('call.quit')}
          </button>
        )}
      </div>
    </>
  );
}

export function useAskNext(): () => void {
  const session = useSession();
  const { t } = useMessages();
  return () => void session.send({ type: 'ask', text: t('ask.next') });
}
