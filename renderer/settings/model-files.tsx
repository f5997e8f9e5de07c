import { useRef, useState } from 'react';
import { CommandRefused } from '../../engine/protocol/command-refused.ts';
import type { ModelFile } from '../../engine/protocol/events.ts';
import type { ModelKind } from '../../engine/protocol/model-kind.ts';
import { failureText } from '../messages/engine-texts.ts';
import { useMessages } from '../messages/use-messages.ts';
import { DownloadProgress } from '../parts/download-progress.tsx';
import { modelFacts } from '../messages/model-facts.ts';
import { useSession, useSessionState } from '../session/session-context.tsx';
import { Field } from './field.tsx';
import { uploadModel } from './upload-model.ts';

/** What the picker shows at first; a folder has files of several kinds. */
const ACCEPTED: Readonly<Record<ModelKind, string | undefined>> = {
  speech: '.bin',
  chat: '.gguf',
  'sherpa-onnx': undefined,
  speaker: '.onnx',
};

interface ModelFilesProps {
  readonly kind: ModelKind;
  readonly title: string;
  /** Name or path of the one in use; '' for none chosen. */
  readonly selected?: string;
  /** Left out for a kind of which Sotto takes the best one. */
  readonly onSelect?: (name: string) => void;
}

/** The files of one kind: use, download, resume, delete, or import. */
export function ModelFiles({ kind, title, selected, onSelect }: ModelFilesProps) {
  const { t } = useMessages();
  const all = useSessionState((state) => state.modelFiles);
  const files = all.filter((file) => file.kind === kind);
  return (
    <fieldset className="list">
      <legend>{title}</legend>
      {files.length === 0 && <p className="hint">{t('settings.files.none')}</p>}
      {files.map((file) => (
        <FileRow
          key={file.name}
          file={file}
          isSelected={file.name === selected}
          {...(onSelect && { onSelect })}
        />
      ))}
      <ImportFile kind={kind} />
    </fieldset>
  );
}

interface FileRowProps {
  readonly file: ModelFile;
  readonly isSelected: boolean;
  readonly onSelect?: (name: string) => void;
}

function FileRow({ file, isSelected, onSelect }: FileRowProps) {
  const messages = useMessages();
  const { t, language, latency, percent } = messages;
  const session = useSession();
  const realTimeFactor = useSessionState((state) => state.modelPaces[file.name]?.realTimeFactor);
  const download = useSessionState((state) => state.downloads[file.name]);
  const { kind, name, isPresent, isRecommended, partialBytes } = file;
  if (download?.status === 'running')
    return (
      <div className="list-row">
        <DownloadProgress download={download} />
      </div>
    );
  const verb =
    partialBytes > 0 && file.bytes > 0
      ? t('settings.files.resume', { percent: percent(partialBytes / file.bytes) })
      : t('settings.files.download');
  const pace =
    realTimeFactor === undefined
      ? undefined
      : t('settings.files.pace', { time: latency(realTimeFactor * 1_000) });
  const facts = [...modelFacts(messages, file), ...(pace === undefined ? [] : [pace])].join(' · ');
  return (
    <div className="list-row">
      <span className="list-text">
        <strong>{name}</strong>
        <span className="figures">
          {facts}
          {download?.status === 'failed' &&
            ` · ${language === 'en' ? download.detail : t('error.download-failed')}`}
        </span>
      </span>
      {isRecommended && (
        <span className="chip" data-path="live">
          {t('settings.files.recommended')}
        </span>
      )}
      {isSelected && <span className="chip">{t('settings.files.in-use')}</span>}
      {isPresent && !isSelected && onSelect && (
        <button
          type="button"
          className="button small"
          aria-label={t('settings.files.action', { verb: t('settings.files.use'), name })}
          onClick={() => onSelect(name)}
        >
          {t('settings.files.use')}
        </button>
      )}
      {isPresent && (
        <button
          type="button"
          className="button small quiet"
          aria-label={t('settings.files.action', { verb: t('settings.files.delete'), name })}
          onClick={() => void session.send({ type: 'delete-model-file', kind, name })}
        >
          {t('settings.files.delete')}
        </button>
      )}
      {!isPresent && (
        <button
          type="button"
          className="button small"
          aria-label={t('settings.files.action', { verb, name })}
          onClick={() => void session.send({ type: 'download-model-file', kind, name })}
        >
          {verb}
        </button>
      )}
    </div>
  );
}

/** A model of the user's own, chosen in the system's file picker; what is none is refused with the reason. */
function ImportFile({ kind }: { readonly kind: ModelKind }) {
  const session = useSession();
  const messages = useMessages();
  const { t, percent } = messages;
  const [share, setShare] = useState<number>();
  const [error, setError] = useState<string>();
  const picker = useRef<HTMLInputElement>(null);
  const isFolder = kind === 'sherpa-onnx';
  const chooseText = t(isFolder ? 'settings.files.choose-folder' : 'settings.files.choose');
  const bring = async (input: HTMLInputElement): Promise<void> => {
    const files = [...(input.files ?? [])];
    if (files.length === 0) return;
    setError(undefined);
    setShare(0);
    try {
      await uploadModel(session, kind, files, setShare);
    } catch (refusal) {
      if (!(refusal instanceof CommandRefused)) throw refusal;
      const { message, remedy } = failureText(messages, refusal);
      setError(`${message} ${remedy}`);
    } finally {
      setShare(undefined);
      // The same file may be chosen again.
      input.value = '';
    }
  };
  return (
    <Field
      label={t('settings.files.add')}
      hint={t(isFolder ? 'settings.files.add-folder-hint' : 'settings.files.add-hint')}
      error={error}
    >
      {(ids) => (
        <span className="with-button">
          {/* The browser's own control speaks the browser's language. */}
          <input
            ref={picker}
            type="file"
            hidden
            accept={ACCEPTED[kind]}
            {...(isFolder && { webkitdirectory: '' })}
            onChange={(event) => void bring(event.currentTarget)}
          />
          <button
            {...ids}
            type="button"
            className="button"
            aria-label={`${chooseText}: ${t('settings.files.add')}`}
            disabled={share !== undefined}
            onClick={() => picker.current?.click()}
          >
            {chooseText}
          </button>
          {share !== undefined && (
            <output className="figures">{t('settings.files.adding', { percent: percent(share) })}</output>
          )}
        </span>
      )}
    </Field>
  );
}
