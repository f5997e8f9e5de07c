import { useMessages } from '../messages/use-messages.ts';
import { useSession } from '../session/session-context.tsx';
import type { Download } from '../session/state.ts';

/** A running download with its way out. */
export function DownloadProgress({ download }: { readonly download: Download }) {
  const session = useSession();
  const { t, language, bytes, percent } = useMessages();
  const { name, receivedBytes, totalBytes, detail } = download;
  const share = totalBytes > 0 ? Math.min(1, receivedBytes / totalBytes) : undefined;
  const amount =
    share === undefined
      ? (language === 'en' && detail) || bytes(receivedBytes)
      : t('download.amount', { percent: percent(share), size: bytes(totalBytes) });
  return (
    <div className="download">
      <span className="clip" title={name}>
        {name}
      </span>
      <progress max={1} value={share} aria-label={t('download.of', { name })} />
      <span className="figures">{amount}</span>
      <button
        type="button"
        className="button small"
        aria-label={t('download.cancel-name', { name })}
        onClick={() => void session.send({ type: 'cancel-download', name })}
      >
        {t('download.cancel')}
      </button>
    </div>
  );
}
