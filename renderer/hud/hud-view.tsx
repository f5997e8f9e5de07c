import { useEffect } from 'react';
import { ComponentList } from './component-list.tsx';
import { AnswerPane } from './answer-pane.tsx';
import { AnswerReadOut } from './answer-read-out.tsx';
import { AskBar } from './ask-bar.tsx';
import { AudioTruth } from '../parts/audio-truth.tsx';
import { ConsentDialog } from './consent-dialog.tsx';
import { EarlierQuestions } from './earlier-questions.tsx';
import { Header } from './header.tsx';
import { LatencyReadout } from './latency-readout.tsx';
import { NoticeBar } from '../parts/notice-bar.tsx';
import { useSessionState } from '../session/session-context.tsx';
import { StatusLine } from './status-line.tsx';
import { TranscriptPane } from './transcript-pane.tsx';
import { useAnswers } from './use-answers.ts';

/** The floating window; in a wide one the questions so far and the state of every part have their own rails. */
export function HudView() {
  const { all, shown, shownIndex, select } = useAnswers();
  const isCapturing = useSessionState((state) => state.capture.isCapturing);
  useArrowKeys((step) => select(shownIndex + step));
  return (
    <div className="hud" data-empty={all.length === 0} data-capturing={isCapturing}>
      <Header isEmpty={all.length === 0} />
      <StatusLine isEmpty={all.length === 0} />
      <EarlierQuestions />
      <AnswerPane />
      <aside className="side" aria-label="Call">
        <TranscriptPane />
        <AudioTruth />
        <div className="wide-only">
          {shown && (
            <section className="parts" aria-label="State">
              <h2 className="pane-title">State</h2>
              <ComponentList />
            </section>
          )}
          <LatencyReadout />
        </div>
      </aside>
      <AskBar />
      <AnswerReadOut />
      <NoticeBar />
      <ConsentDialog />
    </div>
  );
}

/** Left and right go through the answers, except where they move a caret. */
function useArrowKeys(onStep: (step: -1 | 1) => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (event.target instanceof HTMLInputElement || document.querySelector('dialog[open]')) return;
      if (event.key === 'ArrowLeft') onStep(-1);
      if (event.key === 'ArrowRight') onStep(1);
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  });
}
