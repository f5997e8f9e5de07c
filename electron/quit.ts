import { noteLine } from '../engine/base/terminal.ts';

/** How long an ordered end may take before the process just ends. */
const QUIT_DEADLINE_MS = 2_800;
/** Ctrl-C reaches the app twice, from the terminal and from `npm start`; that is one request. */
const REPEAT_MS = 500;

/** Who asks: a person by window, tray, key, command or Ctrl-C, or the system at its own end. */
export type QuitRequester = 'user' | 'system';

export interface QuitSteps {
  /** In order, by what each ends; each is tried whatever became of those before it. */
  readonly steps: Readonly<Record<string, () => void | Promise<void>>>;
  /** Ends every process that we started, at once. */
  readonly killAll: () => void;
  readonly exit: (exitCode: number) => void;
  readonly nowMs?: () => number;
  /** Where a failed step is reported; left out: the terminal. */
  readonly note?: (line: string) => void;
}

/**
 * The one way to quit. The first request ends in order within three seconds, a second one of the user at once. A
 * system that logs off asks several times, by its session, by signals and by windows, and never shortens the end.
 * Either way none of our processes is left. What needs no waiting is done before the request returns: Windows may
 * end the app right after it.
 */
export function createQuit(options: QuitSteps): (requester: QuitRequester) => void {
  const { steps, killAll, exit, nowMs = () => performance.now(), note = noteLine } = options;
  let isEnding = false;
  let askedByUserAtMs: number | undefined;
  const leave = (): void => {
    killAll();
    exit(0);
  };
  return (requester) => {
    if (requester === 'user') {
      askedByUserAtMs ??= nowMs();
      if (nowMs() - askedByUserAtMs >= REPEAT_MS) return leave();
    }
    if (isEnding) return;
    isEnding = true;
    const overdue = setTimeout(leave, QUIT_DEADLINE_MS);
    void (async () => {
      for (const [name, step] of Object.entries(steps)) {
        try {
          const ending = step();
          if (ending) await ending;
        } catch (error) {
          note(`Sotto could not end ${name} in order and quits all the same: ${String(error)}`);
        }
      }
      clearTimeout(overdue);
      leave();
    })();
  };
}
