import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** @throws when the process ends before it has sent one. */
export async function nextMessage<Message>(child: ChildProcess, signal: AbortSignal): Promise<Message> {
  const ended = new AbortController();
  const onExit = (): void => ended.abort(new Error('A process of the benchmark ended too early.'));
  child.once('exit', onExit);
  try {
    const [message] = await once(child, 'message', { signal: AbortSignal.any([signal, ended.signal]) });
    return message as Message;
  } finally {
    child.off('exit', onExit);
  }
}
