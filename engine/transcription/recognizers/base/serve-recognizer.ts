import { connectToParent } from '../../../base/parent-channel.ts';
import { noteLine } from '../../../base/terminal.ts';
import type { RecognizerReply, RecognizerRequest } from './recognizer-messages.ts';

/** What a recognizer's process does with the two messages that it is sent. */
export interface RecognizerHandlers<Settings, Task> {
  load(settings: Settings): Promise<void>;
  run(task: Task): Promise<unknown>;
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
  // A normal exit would wait for native code to end.
  const parent = connectToParent<RecognizerRequest, RecognizerReply>(killOwnGroup);
  const respond = async (request: RecognizerRequest): Promise<void> => parent.send(await answer(request));
  parent.onRequest((request) => {
    respond(request).catch((error: unknown) => {
      // A reply that cannot be sent: the engine must not wait for it, and starts another process.
      noteLine(String(error));
      killOwnGroup();
    });
  });
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
