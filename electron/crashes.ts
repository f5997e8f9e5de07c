import { app, Notification } from 'electron';
import { noteLine } from '../engine/base/terminal.ts';
import { throwUnhandledRejections } from '../engine/base/unhandled-rejections.ts';
import { createCrashBudget } from '../engine/protocol/crash-budget.ts';
import type { Messages } from '../renderer/messages/messages.ts';
import { isToStartAfresh } from './dialogs.ts';

/** Like a page, so often in a minute before it counts as crashing again and again. */
const CRASH_LIMIT_COUNT = 4;
const CRASH_WINDOW_MS = 60_000;
/** Ended on purpose, to save memory on some systems. */
const NO_CRASH: readonly string[] = ['clean-exit', 'memory-eviction'];
/** Begins the name of each of Sotto's own processes; who started it follows its crashes. */
const OWN_PREFIX = 'Sotto ';

export interface CrashOptions {
  readonly messages: () => Messages;
  readonly isQuitting: () => boolean;
  readonly startAfresh: () => void;
  readonly quit: () => void;
}

/**
 * Reports crashes that nothing else follows: of the processes that Chromium keeps for graphics, sound and the
 * network, which it starts again by itself, and of errors in the app's own process that nobody caught.
 */
export function followCrashes({ messages, isQuitting, startAfresh, quit }: CrashOptions): void {
  const crashes = createCrashBudget({
    nowMs: () => performance.now(),
    maxCrashCount: CRASH_LIMIT_COUNT,
    windowMs: CRASH_WINDOW_MS,
  });
  /** Also kept so that it is not collected before it was shown. */
  let notice: Notification | undefined;
  let isAsking = false;

  const ask = async (process: { readonly name: string } | 'main'): Promise<void> => {
    if (isAsking || isQuitting()) return;
    isAsking = true;
    const isWanted = await isToStartAfresh(messages(), process);
    isAsking = false;
    if (isQuitting()) return;
    if (isWanted) startAfresh();
    else if (process === 'main') quit();
  };

  app.on('child-process-gone', (_event, { type, name = type, reason }) => {
    if (NO_CRASH.includes(reason) || name.startsWith(OWN_PREFIX) || isQuitting()) return;
    noteLine(`A process of Chromium ended (${name}, ${reason}). It is started again by itself.`);
    crashes.noteCrash();
    if (crashes.isSpent) void ask({ name });
    if (crashes.crashCount > 1 || !Notification.isSupported()) return;
    const { t } = messages();
    notice = new Notification({
      title: t('desktop.helper-crashed', { name }),
      body: t('desktop.helper-crashed-remedy'),
      silent: true,
    });
    notice.show();
  });
  throwUnhandledRejections();
  process.on('uncaughtException', (error: unknown) => {
    const text = error instanceof Error ? error.stack : undefined;
    noteLine(`An error in Sotto that nothing caught: ${text ?? String(error)}`);
    void ask('main');
  });
}
