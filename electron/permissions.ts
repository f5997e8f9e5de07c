import { webContents, type App, type Session, type WebContents } from 'electron';
import { openExternalLink } from './external-links.ts';

/** Beside sound, a page may put text that the user asked to copy on the clipboard, but never read it. */
const CLIPBOARD_WRITE = 'clipboard-sanitized-write';

/**
 * What pages may do, if they are the engine's own: the capture page captures sound, each other copies text, and
 * nothing else is granted to any.
 * @param ownOrigin the engine's origin now, '' while it is down.
 * @param isCapturePage whether a web contents is that of the capture page.
 */
export function guardSession(
  session: Session,
  ownOrigin: () => string,
  isCapturePage: (contentsId: number) => boolean,
): void {
  const isOwn = (url: string): boolean => isOfOrigin(url, ownOrigin());

  session.setPermissionRequestHandler((contents, permission, decide, details) => {
    const mediaTypes = 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
    const isSoundOnly = mediaTypes.length > 0 && mediaTypes.every((type) => type === 'audio');
    const isSound = permission === 'display-capture' || (permission === 'media' && isSoundOnly);
    const isAllowed = isCapturePage(contents.id) ? isSound : permission === CLIPBOARD_WRITE;
    decide(isAllowed && details.isMainFrame && isOwn(details.requestingUrl));
  });
  // The settings list the microphones, whose names are given only to pages that pass this check.
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin, details) => {
    const isSound = permission === 'media' && details.mediaType === 'audio';
    return (isSound || permission === CLIPBOARD_WRITE) && details.isMainFrame && isOwn(requestingOrigin);
  });
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((request, answer) => {
    const { frame } = request;
    const canLoopBack = process.platform === 'darwin' || process.platform === 'win32';
    const isFromCapture = frame !== null && isCapturePage(webContents.fromFrame(frame)?.id ?? -1);
    if (!canLoopBack || !isFromCapture || !request.audioRequested || !isOwn(request.securityOrigin)) {
      answer(null);
      return;
    }
    // Naming the asking page as the picture spares the user the screen-recording permission; the page
    // stops that track at once and keeps the sound of the system.
    answer({ video: frame, audio: 'loopback' });
  });
}

/** Keeps every page, also one that is made later, on the engine's own origin. */
export function guardNavigation(app: App, ownOrigin: () => string): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents, ownOrigin));
}

function guardContents(contents: WebContents, ownOrigin: () => string): void {
  contents.on('will-navigate', (event) => {
    if (!isOfOrigin(event.url, ownOrigin())) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (!isOfOrigin(event.url, ownOrigin())) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    openExternalLink(url);
    return { action: 'deny' };
  });
}

function isOfOrigin(url: string, ownOrigin: string): boolean {
  return ownOrigin !== '' && URL.canParse(url) && new URL(url).origin === ownOrigin;
}
