import { useMessages } from '../messages/use-messages.ts';
import { IconButton } from '../parts/icon-button.tsx';
import { BellOff, Minimize, Minus, Pause, SlidersHorizontal, Square } from '../parts/icons.tsx';
import { Indicator } from '../parts/indicator.tsx';
import { openSettings, toggleCompact, toggleQuiet, useView } from '../parts/view-state.ts';
import { isHearing, playedNow } from '../session/selectors.ts';
import { shellOf } from '../session/bootstrap.ts';
import { useSession, useSessionState } from '../session/session-context.tsx';
import { useStartListening } from '../parts/use-start-listening.ts';

/** The recording indicator and what can be done about it; also the handle that moves the window. */
export function Header({ isAtRest }: { readonly isAtRest: boolean }) {
  const { t } = useMessages();
  const shell = shellOf(window);
  const isQuiet = useView((view) => view.isQuiet);
  const isCompact = useView((view) => view.isCompact);
  const isHeard = useSessionState(isHearing);
  return (
    <header className="header">
      <h1 className="brand">Sotto</h1>
      <Indicator />
      <div className="header-actions">
        <CaptureActions isAtRest={isAtRest} />
        <span className="header-extra">
          {isHeard && (
            <IconButton
              label={t('header.quiet')}
              shortcut="Q"
              icon={BellOff}
              isPressed={isQuiet}
              onClick={toggleQuiet}
            />
          )}
          <IconButton
            label={t('header.compact')}
            icon={Minimize}
            isPressed={isCompact}
            onClick={() => (shell ? void shell.toggleCompact() : toggleCompact())}
          />
        </span>
        <IconButton
          label={t('action.open-settings')}
          icon={SlidersHorizontal}
          onClick={() => (shell ? void shell.openSettings() : openSettings())}
        />
        {shell && (
          <IconButton label={t('header.hide')} icon={Minus} onClick={() => void shell.hideWindow()} />
        )}
      </div>
    </header>
  );
}

/** At rest the page itself has the ways to start. */
function CaptureActions({ isAtRest }: { readonly isAtRest: boolean }) {
  const session = useSession();
  const { t } = useMessages();
  const startListening = useStartListening();
  const isPaused = useSessionState((state) => state.capture.isPaused);
  const isHeard = useSessionState(isHearing);
  const played = useSessionState(playedNow);
  const isOpen = useSessionState((state) => state.connection === 'open');
  if (isAtRest && !isHeard) return null;
  if (isPaused) {
    return (
      <button
        type="button"
        className="button primary"
        disabled={!isOpen}
        onClick={() => void session.send({ type: 'pause', isPaused: false })}
      >
        {t('capture.resume')}
      </button>
    );
  }
  if (!isHeard) {
    return (
      <button type="button" className="button primary" disabled={!isOpen} onClick={startListening}>
        {t('capture.start')}
      </button>
    );
  }
  return (
    <>
      {!played && (
        <IconButton
          label={t('capture.pause')}
          icon={Pause}
          isDisabled={!isOpen}
          onClick={() => void session.send({ type: 'pause', isPaused: true })}
        />
      )}
      <IconButton
        label={played ? t(`capture.stop-${played}`) : t('capture.stop')}
        icon={Square}
        isDisabled={!isOpen}
        onClick={() => void session.send({ type: played ? 'stop-demo' : 'stop-capture' })}
      />
    </>
  );
}
