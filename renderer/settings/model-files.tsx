import { useState } from 'react';
import type { ModelFile } from '../../engine/protocol/events.ts';
import { useMessages } from '../messages/use-messages.ts';
import { DownloadProgress } from '../parts/download-progress.tsx';
import { useSession, useSessionState } from '../session/session-context.tsx';
import { Field } from './field.tsx';

interface ModelFilesProps {
  readonly kind: ModelFile['kind'];
  readonly title: string;
  /** Name or path of the one in use; '' for none chosen. */
  readonly selected: string;
  readonly onSelect: (name: string) => void;
}

/** The files of one kind: use, get, go on getting, delete, or bring one's own. */
export function ModelFiles({ kind, title, selected, onSelect }: ModelFilesProps) {
  const { t } = useMessages();
  const all = useSessionState((state) => state.modelFiles);
  const files = all.filter((file) => file.kind === kind);
  return (
    <fieldset className="list">
      <legend>{title}</legend>
      {files.length === 0 && <p className="hint">{t('settings.files.none')}</p>}
      {files.map((file) => (
        <FileRow key={file.name} file={file} isSelected={file.name === selected} onSelect={onSelect} />
      ))}
      <ImportFile kind={kind} />
    </fieldset>
  );
}

interface FileRowProps {
  readonly file: ModelFile;
  readonly isSelected: boolean;
  readonly onSelect: (name: string) => void;
}

function FileRow({ file, isSelected, onSelect }: FileRowProps) {
  const { t, bytes, percent } = useMessages();
  const session = useSession();
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
  const facts = [bytes(file.bytes), file.languages, file.licence].filter((fact) => fact !== '').join(' · ');
  return (
    <div className="list-row">
      <span className="list-text">
        <strong>{name}</strong>
        <span className="figures">
          {facts}
          {download?.status === 'failed' && ` · ${download.detail}`}
        </span>
      </span>
      {isRecommended && (
        <span className="chip" data-path="live">
          {t('settings.files.recommended')}
        </span>
      )}
      {isSelected && <span className="chip">{t('settings.files.in-use')}</span>}
      {isPresent && !isSelected && (
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

function ImportFile({ kind }: { readonly kind: ModelFile['kind'] }) {
  const session = useSession();
  const { t } = useMessages();
  const [path, setPath] = useState('');
  const bring = async (): Promise<void> => {
    if (path.trim() !== '' && (await session.send({ type: 'import-model-file', kind, path: path.trim() })))
      setPath('');
  };
  return (
    <Field label={t('settings.files.add')} hint={t('settings.files.add-hint')}>
      {(ids) => (
        <span className="with-button">
          <input
            {...ids}
            value={path}
            spellCheck={false}
            onChange={(event) => setPath(event.currentTarget.value)}
          />
          <button type="button" className="button" disabled={path.trim() === ''} onClick={() => void bring()}>
            {t('settings.files.add-button')}
          </button>
        </span>
      )}
    </Field>
  );
}
