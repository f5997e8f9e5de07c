import { useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { reasonText } from '../messages/engine-texts.ts';
import { useMessages } from '../messages/use-messages.ts';
import { DownloadProgress } from '../parts/download-progress.tsx';
import { Activity, TriangleAlert } from '../parts/icons.tsx';
import { ModelBadge } from '../parts/model-badge.tsx';
import { openSettings } from '../parts/view-state.ts';
import { deafChannels } from '../session/hearing.ts';
import { runningDownloads, troubles } from '../session/selectors.ts';
import { useSessionState } from '../session/session-context.tsx';
import type { Channel } from '../session/state.ts';
import { ComponentList, PartAction } from './component-list.tsx';

const PARTS_ID = 'parts';
/** What the height of the line has room for. */
const MAX_LINE_COUNT = 2;

/**
 * One line that is always there: a download, else the one next thing that is missing with its action, else
 * what answers.
 */
export function StatusLine() {
  const { t } = useMessages();
  return (
    <section className="status-line" aria-label={t('status.title')}>
      <NextThing />
      <PartsButton />
    </section>
  );
}

function NextThing() {
  const components = useSessionState((state) => state.components);
  const downloads = useSessionState((state) => state.downloads);
  const deafChannel = useSessionState((state) => deafChannels(state)[0]);
  const isAlone = useSessionState(
    ({ capture }) => capture.isCapturing && !capture.isDemo && capture.channels.join() === 'me',
  );
  const [download] = runningDownloads(downloads);
  const [worst] = troubles(components);
  if (download) return <DownloadProgress download={download} />;
  if (worst?.status === 'failed') return <TroubleLine />;
  if (deafChannel) return <DeafLine channel={deafChannel} />;
  if (worst) return <TroubleLine />;
  return isAlone ? <AloneLine /> : <ModelBadge />;
}

/** Every part with its state is one press away. */
function PartsButton() {
  const { t } = useMessages();
  return (
    <>
      <button
        type="button"
        className="icon-button small"
        popoverTarget={PARTS_ID}
        aria-label={t('status.parts')}
        title={t('status.parts')}
      >
        <Activity sizePx={14} />
      </button>
      <div
        id={PARTS_ID}
        popover="auto"
        className="parts-popover"
        role="dialog"
        aria-label={t('components.title')}
      >
        <ComponentList />
      </div>
    </>
  );
}

function TroubleLine() {
  const messages = useMessages();
  const worst = useSessionState((state) => troubles(state.components)[0]);
  const otherCount = useSessionState((state) => troubles(state.components).length - 1);
  if (!worst) return null;
  return (
    <>
      <p className="trouble" data-status={worst.status}>
        <TriangleAlert sizePx={14} />
        <StatusWords
          words={reasonText(messages, worst)}
          name={messages.t(`component.${worst.component}`)}
          state={messages.t(`state.${worst.status}`)}
        />
        {otherCount > 0 && (
          <span className="more-troubles">{messages.t('status.more', { count: otherCount })}</span>
        )}
      </p>
      <PartAction state={worst} className="small" />
    </>
  );
}

/** No sound arrives although it should. */
function DeafLine({ channel }: { readonly channel: Channel }) {
  const { t } = useMessages();
  return (
    <>
      <p className="trouble" data-status="degraded">
        <TriangleAlert sizePx={14} />
        <StatusWords
          words={t(`deaf.${channel}`)}
          name={t(channel === 'me' ? 'component.microphone' : 'component.them')}
          state={t('sound.deaf')}
        />
      </p>
      <button type="button" className="button small" onClick={() => openSettings('audio')}>
        {t('deaf.check')}
      </button>
    </>
  );
}

/** One microphone hears everybody in the room; people on the call are heard once their sound is shared. */
function AloneLine() {
  const { t } = useMessages();
  return (
    <>
      <p className="status-text">
        <StatusWords words={t('alone.text')} hint={t('alone.hint')} name={t('alone.short')} />
      </p>
      <button type="button" className="button small" onClick={() => openSettings('audio')}>
        {t('alone.action')}
      </button>
    </>
  );
}

interface StatusWordsProps {
  readonly words: string;
  readonly hint?: string;
  /** In a small window. */
  readonly name: string;
  readonly state?: string;
}

/** As a sentence where all of it has room, else in a few words. */
function StatusWords({ words, hint, name, state }: StatusWordsProps) {
  const sentence = useRef<HTMLSpanElement>(null);
  const isCut = useIsCut(sentence);
  return (
    <span className="status-words" data-cut={isCut}>
      <span ref={sentence} className="status-long" title={hint ?? words}>
        {words}
      </span>
      <span className="status-short" title={words}>
        {name}
        {state !== undefined && <span className="status-state">: {state}</span>}
      </span>
    </span>
  );
}

/** Whether the status line is too narrow for all of the sentence, judged at each change of words and width. */
function useIsCut(sentence: RefObject<HTMLSpanElement | null>): boolean {
  const [isCut, setIsCut] = useState(false);
  useLayoutEffect(() => {
    const element = sentence.current;
    if (!element) return undefined;
    const judge = (): void => {
      const lineHeightPx = Number.parseFloat(getComputedStyle(element).lineHeight);
      setIsCut(element.scrollHeight > MAX_LINE_COUNT * lineHeightPx + 1);
    };
    judge();
    const watch = new ResizeObserver(judge);
    watch.observe(element);
    return () => watch.disconnect();
  });
  return isCut;
}
