import { useState } from 'react';
import type { CallExportFormat, PastCallRecord } from '../../engine/protocol/past-calls.ts';
import { speakerText } from '../messages/speaker-text.ts';
import { useMessages } from '../messages/use-messages.ts';
import { ArrowLeft } from '../parts/icons.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { useSession } from '../session/session-context.tsx';
import { exportCall } from './read-calls.ts';

/** Names of formats, the same in every language. */
const FORMATS: Readonly<Record<CallExportFormat, string>> = { md: 'Markdown', json: 'JSON', srt: 'SRT' };

interface CallRecordProps {
  readonly record: PastCallRecord;
  readonly onBack: () => void;
  readonly onDelete: (callId: number) => void;
}

/** One call in the order of what happened: what was said, and each answer where it came. */
export function CallRecordView({ record, onBack, onDelete }: CallRecordProps) {
  const messages = useMessages();
  const { t, date, time } = messages;
  const { transcripts, answers, startedAtMs } = record;
  const entries = [
    ...transcripts.map((transcript) => ({ atMs: transcript.atMs, transcript })),
    ...answers.map((answer) => ({ atMs: answer.atMs, answer })),
  ].toSorted((left, right) => left.atMs - right.atMs);
  return (
    <>
      <header className="history-head">
        <span className="history-back">
          <IconButton label={t('history.back')} icon={ArrowLeft} onClick={onBack} />
        </span>
        <h2>
          {date(startedAtMs)} {time(startedAtMs)}
        </h2>
        <CallActions record={record} onDelete={onDelete} />
      </header>
      <ol className="history-lines">
        {entries.map((entry) =>
          'transcript' in entry ? (
            <li
              key={`said ${entry.transcript.turnId}`}
              className="line"
              data-channel={entry.transcript.channel}
            >
              <span className="speaker">{speakerText(messages, entry.transcript)}</span>
              <span className="words">{entry.transcript.text}</span>
              <span className="figures">{time(entry.atMs)}</span>
            </li>
          ) : (
            <li key={`answered ${entry.answer.turnId} ${entry.atMs}`} className="history-answer">
              <h3>{entry.answer.question}</h3>
              {entry.answer.status !== 'complete' && (
                <span className="chip" data-ending={entry.answer.status}>
                  {t(`ending.${entry.answer.status}`)}
                </span>
              )}
              <ul>
                {entry.answer.bullets.map((bullet, index) => (
                  <li key={index}>{bullet}</li>
                ))}
              </ul>
            </li>
          ),
        )}
      </ol>
    </>
  );
}

/** The second press of "delete" is the one that deletes. */
function CallActions({ record, onDelete }: Pick<CallRecordProps, 'record' | 'onDelete'>) {
  const { t } = useMessages();
  const session = useSession();
  const [isDeleting, setDeleting] = useState(false);
  const [result, setResult] = useState<'answer.copied' | 'history.not-exported'>();
  const { callId, startedAtMs } = record;
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(await exportCall(session, callId, 'md'));
    setResult('answer.copied');
  };
  const save = async (format: CallExportFormat): Promise<void> => {
    const day = new Date(startedAtMs).toISOString().slice(0, 10);
    saveAs(`sotto-${day}-${callId}.${format}`, await exportCall(session, callId, format));
  };
  const orTell = (work: Promise<void>): void => void work.catch(() => setResult('history.not-exported'));
  if (isDeleting) {
    return (
      <div className="history-actions">
        <button type="button" className="button small danger" onClick={() => onDelete(callId)}>
          {t('history.delete-sure')}
        </button>
        <button type="button" className="button small" onClick={() => setDeleting(false)}>
          {t('history.keep')}
        </button>
      </div>
    );
  }
  return (
    <div className="history-actions">
      <button type="button" className="button small" onClick={() => orTell(copy())}>
        {t('history.copy')}
      </button>
      {(Object.keys(FORMATS) as CallExportFormat[]).map((format) => (
        <button
          key={format}
          type="button"
          className="button small"
          aria-label={t('history.save', { format: FORMATS[format] })}
          title={t('history.save', { format: FORMATS[format] })}
          onClick={() => orTell(save(format))}
        >
          {FORMATS[format]}
        </button>
      ))}
      <button type="button" className="button small quiet" onClick={() => setDeleting(true)}>
        {t('history.delete')}
      </button>
      <p className="field-result" role="status">
        {result && t(result)}
      </p>
    </div>
  );
}

function saveAs(fileName: string, text: string): void {
  const link = document.createElement('a');
  link.download = fileName;
  link.href = URL.createObjectURL(new Blob([text]));
  link.click();
  URL.revokeObjectURL(link.href);
}
