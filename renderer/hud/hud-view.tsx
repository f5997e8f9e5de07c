import { lazy, Suspense, useEffect } from 'react';
import { loadAllRooms, useMessages } from '../messages/use-messages.ts';
import { AudioTruth } from '../parts/audio-truth.tsx';
import { NoticeBar } from '../parts/notice-bar.tsx';
import { showPanel, togglePinned, toggleQuiet, useView } from '../parts/view-state.ts';
import { useSession, useSessionState } from '../session/session-context.tsx';
import { useAnswerKeys } from './answer-keys.ts';
import { AnswerPane } from './answer-pane.tsx';
import { AnswerReadOut } from './answer-read-out.tsx';
import { useAskNext } from './call-menu.tsx';
import { AskBar } from './ask-bar.tsx';
import { EarlierQuestions } from './earlier-questions.tsx';
import { followAnswers } from './follow-answers.ts';
import { Header } from './header.tsx';
import { StatusLine } from './status-line.tsx';
import { TranscriptPane } from './transcript-pane.tsx';
import { useAnswerCommands } from './use-answer-commands.ts';
import { useAnswers } from './use-answers.ts';

/** None is needed until it is asked for, so each is loaded then. */
const ConsentDialog = lazy(async () => {
  const [room] = await Promise.all([import('../guide/consent-dialog.tsx'), loadAllRooms()]);
  return { default: room.ConsentDialog };
});
const FactsPanel = lazy(async () => {
  const [room] = await Promise.all([import('../facts/facts-panel.tsx'), loadAllRooms()]);
  return { default: room.FactsPanel };
});
const FilePanel = lazy(async () => {
  const [room] = await Promise.all([import('../files/file-panel.tsx'), loadAllRooms()]);
  return { default: room.FilePanel };
});
const WipeDialog = lazy(async () => {
  const [room] = await Promise.all([import('../facts/wipe-dialog.tsx'), loadAllRooms()]);
  return { default: room.WipeDialog };
});
const SoundCheckPanel = lazy(async () => {
  const [room] = await Promise.all([import('../guide/sound-check-panel.tsx'), loadAllRooms()]);
  return { default: room.SoundCheckPanel };
});

/** The floating window; in a wide one the questions so far have their own rail. */
export function HudView() {
  const { t } = useMessages();
  const session = useSession();
  const { shown } = useAnswers();
  const isCapturing = useSessionState((state) => state.capture.isCapturing);
  const isHeldAsk = useSessionState((state) => state.heldAsk !== undefined);
  const isCompact = useView((view) => view.isCompact);
  const panel = useView((view) => view.panel);
  const isAtRest = shown === undefined && !isHeldAsk;
  useEffect(() => followAnswers(session), [session]);
  useKeys();
  return (
    <div className="hud-frame">
      <div className="hud" data-rest={isAtRest} data-capturing={isCapturing} data-compact={isCompact}>
        <Header isAtRest={isAtRest} />
        <StatusLine />
        <EarlierQuestions />
        <AnswerPane />
        <aside className="side" aria-label={t('call.title')}>
          <TranscriptPane />
          <AudioTruth />
        </aside>
        <AskBar />
        <AnswerReadOut />
        <NoticeBar />
        <Suspense fallback={null}>
          {panel === 'consent' && <ConsentDialog />}
          {panel === 'facts' && <FactsPanel />}
          {panel === 'file' && <FilePanel />}
          {panel === 'wipe' && <WipeDialog />}
          {panel === 'sound-check' && <SoundCheckPanel />}
        </Suspense>
      </div>
    </div>
  );
}

function useKeys(): void {
  const { shown, shownIndex, all, select } = useAnswers();
  const { copy, dismiss, wish } = useAnswerCommands(shown);
  const askNext = useAskNext();
  useAnswerKeys({
    ArrowLeft: shown && (() => select(shownIndex - 1)),
    ArrowRight: shown && (() => select(shownIndex + 1)),
    n: () => select(all.length - 1),
    c: shown && copy,
    p: shown && togglePinned,
    q: toggleQuiet,
    f: () => showPanel('facts'),
    w: askNext,
    d: shown && dismiss,
    s: shown && (() => wish('shorter')),
    m: shown && (() => wish('more')),
    e: shown && (() => wish('example')),
  });
}
