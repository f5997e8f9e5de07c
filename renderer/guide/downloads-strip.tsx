import { DownloadProgress } from '../parts/download-progress.tsx';
import { runningDownloads } from '../session/selectors.ts';
import { useSessionState } from '../session/session-context.tsx';

/** What is being fetched behind the steps. */
export function DownloadsStrip() {
  const downloads = useSessionState((state) => state.downloads);
  return runningDownloads(downloads).map((download) => (
    <DownloadProgress key={`${download.kind} ${download.name}`} download={download} />
  ));
}
