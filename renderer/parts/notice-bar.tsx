import { X } from 'lucide-react';
import { useSession, useSessionState } from '../session/session-context.tsx';
import { IconButton } from './icon-button.tsx';

/** What just went wrong and what to do; it lies over the page, so nothing moves for it. */
export function NoticeBar() {
  const session = useSession();
  const notice = useSessionState((state) => state.notice);
  return (
    <div className="notice-place" role="alert">
      {notice && (
        <div className="notice">
          <p>
            <strong>{notice.message}</strong> {notice.remedy}
          </p>
          <IconButton label="Dismiss this notice" icon={X} onClick={session.dismissNotice} />
        </div>
      )}
    </div>
  );
}
