import { failureText } from '../messages/engine-texts.ts';
import { useMessages } from '../messages/use-messages.ts';
import { useSession, useSessionState } from '../session/session-context.tsx';
import type { Notice } from '../session/state.ts';
import { IconButton } from './icon-button.tsx';
import { X } from './icons.tsx';

interface NoticeBarProps {
  /** What the page itself is about needs no notice. */
  readonly leftOut?: readonly Notice['code'][];
}

/** What just went wrong and what to do; it lies over the page, so nothing moves for it. */
export function NoticeBar({ leftOut = [] }: NoticeBarProps) {
  const notice = useSessionState((state) =>
    state.notice && leftOut.includes(state.notice.code) ? undefined : state.notice,
  );
  const wiped = useSessionState((state) => state.wiped);
  return (
    <div className="notice-place" role="alert">
      {notice ? <NoticeText notice={notice} /> : wiped && <WipedText scope={wiped.scope} />}
    </div>
  );
}

function NoticeText({ notice }: { readonly notice: Notice }) {
  const session = useSession();
  const messages = useMessages();
  const { message, remedy, detail } = failureText(messages, notice);
  return (
    <div className="notice">
      <p title={detail}>
        <strong>{message}</strong> {remedy}
      </p>
      <IconButton label={messages.t('notice.dismiss')} icon={X} onClick={session.dismissNotice} />
    </div>
  );
}

/** The screen is empty because the user wanted it so. */
function WipedText({ scope }: { readonly scope: 'call' | 'all-calls' }) {
  const session = useSession();
  const { t } = useMessages();
  return (
    <div className="notice">
      <p>{t(`notice.wiped.${scope}`)}</p>
      <IconButton label={t('notice.dismiss')} icon={X} onClick={session.dismissNotice} />
    </div>
  );
}
