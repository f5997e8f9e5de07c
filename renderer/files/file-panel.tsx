import { useEffect, useId, useRef } from 'react';
import { useStore } from 'zustand';
import { failureText } from '../messages/engine-texts.ts';
import { useMessages } from '../messages/use-messages.ts';
import { IconButton } from '../parts/icon-button.tsx';
import { X } from '../parts/icons.tsx';
import { showPanel } from '../parts/view-state.ts';
import { useSession, useSessionState } from '../session/session-context.tsx';
import type { Failure, FileProgress } from '../session/state.ts';
import './file-panel.css';
import { cancelHandover, handOver, handoverStore } from './hand-over.ts';

/** A recording that becomes text: how to hand it over, how far it has come, and what became of it. */
export function FilePanel() {
  const { t } = useMessages();
  const session = useSession();
  const file = useSessionState((state) => state.file);
  const { handover, leftOut } = useStore(handoverStore);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const isSending = handover !== undefined && !handover.refusal;
  const isRunning = file?.status === 'running';
  return (
    <dialog ref={dialog} className="dialog file-panel" aria-labelledby="file-title" onClose={close}>
      <header>
        <h2 id="file-title">{t('file.title')}</h2>
        <IconButton label={t('file.close')} icon={X} onClick={close} />
      </header>
      {isSending && (
        <Progress
          name={handover.name}
          share={handover.sentShare}
          figures={t('file.sending')}
          onStop={cancelHandover}
        />
      )}
      {handover?.refusal && <Refusal name={handover.name} refusal={handover.refusal} />}
      {!handover && file && (isRunning ? <Running file={file} /> : <Ended file={file} />)}
      {leftOut.length > 0 && <p role="alert">{t('file.leftOut', { names: leftOut.join(', ') })}</p>}
      {!isSending && !isRunning && <Chooser onChoose={(chosen) => void handOver(session, [chosen])} />}
    </dialog>
  );
}

function Running({ file }: { readonly file: FileProgress }) {
  const { t, duration, number } = useMessages();
  const session = useSession();
  const { name, heardMs, durationMs, leftMs, speedRatio } = file;
  const figures = [
    durationMs === null
      ? duration(heardMs)
      : t('file.place', { heard: duration(heardMs), total: duration(durationMs) }),
    t('file.speed', { ratio: number(Math.round(speedRatio * 10) / 10) }),
    leftMs === null ? '' : t('file.left', { time: duration(leftMs) }),
  ];
  return (
    <Progress
      name={name}
      share={durationMs === null ? undefined : heardMs / Math.max(1, durationMs)}
      figures={figures.filter((part) => part !== '').join(' · ')}
      onStop={() => void session.send({ type: 'stop-demo' })}
    />
  );
}

interface ProgressProps {
  readonly name: string;
  /** 0–1; undefined where nobody knows. */
  readonly share: number | undefined;
  readonly figures: string;
  readonly onStop: () => void;
}

function Progress({ name, share, figures, onStop }: ProgressProps) {
  const { t } = useMessages();
  return (
    <div className="file-progress">
      <strong className="clip">{name}</strong>
      <button type="button" className="button small" onClick={onStop}>
        {t('file.stop')}
      </button>
      <progress max={1} value={share} aria-label={t('file.of', { name })} />
      <p className="hint figures" role="status">
        {figures}
      </p>
    </div>
  );
}

function Ended({ file: { name, status, heardMs } }: { readonly file: FileProgress }) {
  const { t, duration } = useMessages();
  if (status === 'running') return null;
  return (
    <p role="status">
      <strong>{name}</strong>{' '}
      {status === 'completed' ? t('file.completed') : t(`file.${status}`, { heard: duration(heardMs) })}
    </p>
  );
}

function Refusal({ name, refusal }: { readonly name: string; readonly refusal: Failure }) {
  const { message, remedy, detail } = failureText(useMessages(), refusal);
  return (
    <p role="alert" title={detail}>
      {!message.includes(name) && <strong>{name}: </strong>}
      <strong>{message}</strong> {remedy}
    </p>
  );
}

function Chooser({ onChoose }: { readonly onChoose: (file: File) => void }) {
  const { t } = useMessages();
  const id = useId();
  return (
    <>
      <p className="hint" id={id}>
        {t('file.hint')}
      </p>
      <label className="button file-choice">
        {t('file.choose')}
        <input
          className="unseen"
          type="file"
          accept="audio/*,video/*,.m4a,.flac,.ogg,.opus"
          aria-describedby={id}
          onChange={({ currentTarget }) => {
            const [file] = currentTarget.files ?? [];
            currentTarget.value = '';
            if (file) onChoose(file);
          }}
        />
      </label>
    </>
  );
}

function close(): void {
  showPanel(undefined);
}
