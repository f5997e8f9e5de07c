import { noteLine } from '../../../base/terminal.ts';
import type { RecognizerReply, RecognizerRequest } from './recognizer-messages.ts';

/** What a recognizer's process does with the two messages that it is sent. */
export interface RecognizerHandlers<Settings, Task> {
  load(settings: Settings): Promise<void>;
  run(task: Task): Promise<unknown>;
}

/** What an Electron utility process has instead of `process.send`. */
interface UtilityParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

/** Answers the engine, which sends a message when the one before is answered; the process ends with the engine. */
export function serveRecognizer<Settings, Task>(handlers: RecognizerHandlers<Settings, Task>): void {
  const answer = async ({ callIndex, message }: RecognizerRequest): Promise<RecognizerReply> => {
    try {
      const result =
        message.type === 'load'
          ? await handlers.load(message.settings as Settings)
          : await handlers.run(message.task as Task);
      return { type: 'done', callIndex, result };
    } catch (error) {
      return {
        type: 'failed',
        callIndex,
        message: error instanceof Error ? error.message : String(error),
        cause: error instanceof Error && error.cause instanceof Error ? error.cause.message : undefined,
      };
    }
  };
  const { parentPort } = process as { parentPort?: UtilityParentPort };
  // Code in this process may replace what `process` offers; the channel is held from the start.
  const send = process.send?.bind(process);
  const respond = async (request: RecognizerRequest): Promise<void> => {
    const reply = await answer(request);
    if (parentPort) parentPort.postMessage(reply);
    else send?.(reply);
  };
  const onRequest = (request: unknown): void => {
    respond(request as RecognizerRequest).catch((error: unknown) => {
      // A reply that cannot be sent: the engine must not wait for it, and starts another process.
      noteLine(String(error));
      killOwnGroup();
    });
  };
  if (parentPort) {
    parentPort.on('message', ({ data }) => onRequest(data));
    return;
  }
  process.on('message', onRequest);
  // A normal exit would wait for native code to end.
  process.on('disconnect', killOwnGroup);
}

/** Ends this process and the programs that it has started. */
function killOwnGroup(): void {
  try {
    process.kill(-process.pid, 'SIGKILL');
  } catch {
    // Not the leader of a group, or a system without groups.
    process.kill(process.pid, 'SIGKILL');
  }
}
