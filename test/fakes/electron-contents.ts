import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';

/** The page of a window; records what is sent to it and run in it. */
export class FakeContents extends EventEmitter {
  readonly id = (nextContentsId += 1);
  windowOpen: Parameters<Electron.WebContents['setWindowOpenHandler']>[0] | undefined;
  readonly setWindowOpenHandler: Electron.WebContents['setWindowOpenHandler'] = (handler) => {
    this.windowOpen = handler;
  };
  /** What was sent to the page. */
  readonly sent: unknown[][] = [];
  send = (...message: unknown[]): void => void this.sent.push(message);
  /** Scripts that were run as if the user had clicked. */
  readonly gestures: string[] = [];
  executeJavaScript = (code: string, isUserGesture = false): Promise<unknown> => {
    if (isUserGesture) this.gestures.push(code);
    return Promise.resolve();
  };
}
let nextContentsId = 0;
