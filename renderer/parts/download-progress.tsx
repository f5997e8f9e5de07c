import { formatBytes, percentOf } from '../session/format.ts';
import { useSession } from '../session/session-context.tsx';
import type { Download } from '../session/state.ts';

/** A running download with its way out. */
export function DownloadProgress({ download }: { readonly download: Download }) {
  const session = useSession();
  const { name, receivedBytes, totalBytes, detail } = download;
  const percent = percentOf(receivedBytes, totalBytes);
  const amount =
    totalBytes > 0 ? `${percent} % of ${formatBytes(totalBytes)}` : detail || formatBytes(receivedBytes);
  return (
    <div className="download">
      <span className="clip">{name}</span>
      <progress max={100} value={totalBytes > 0 ? percent : undefined} aria-label={`Download of ${name}`} />
      <span className="figures">{amount}</span>
      <button
        type="button"
        className="button small"
        aria-label={`Cancel the download of ${name}`}
        onClick={() => void session.send({ type: 'cancel-download', name })}
      >
        Cancel
      </button>
    </div>
  );
}
