import './session/no-eval.ts';
import { startPageCapture } from './capture/page-capture.ts';
import { openPageSession, shellOf } from './session/bootstrap.ts';
import { openSession } from './session/session.ts';

/** The desktop app's hidden page: nothing but the capture of sound, with the right to nothing else. */

const { origin } = window.location;
const token = (await openPageSession(window))?.capture;
if (token !== undefined) {
  const session = openSession(origin, token);
  startPageCapture(session, origin, token, window, shellOf(window)?.captureShown);
}
