import type { Clock } from '../../engine/base/clock.ts';
import type { ChatDelta, ChatModel, ChatRequest } from '../../engine/answer/servers/base/chat-model.ts';

/** One step of a script: wait, say something, or fail. */
export type ScriptStep =
  | { readonly waitMs: number }
  | { readonly say: string }
  | { readonly delta: ChatDelta }
  | { readonly fail: Error };

/** What became of one call. */
export interface ScriptedCall {
  readonly request: ChatRequest;
  readonly startedAtMs: number;
  endedAtMs: number | undefined;
  end: 'running' | 'done' | 'aborted' | 'failed' | 'left';
}

export interface ScriptedChatModel extends ChatModel {
  readonly calls: readonly ScriptedCall[];
  readonly runningCount: number;
}

export const DONE: ScriptStep = { delta: { type: 'done', reason: 'stop', usage: {} } };

/** A chat model in this process that follows a script, on an injected clock, and remembers its calls. */
export function createScriptedChatModel(
  script: (request: ChatRequest, index: number) => readonly ScriptStep[],
  clock: Clock,
  options: { readonly id?: string } = {},
): ScriptedChatModel {
  const calls: ScriptedCall[] = [];
  const id = options.id ?? 'fake:scripted';

  return {
    id,
    name: id.slice(id.indexOf(':') + 1),
    location: 'this-machine',
    calls,
    get runningCount() {
      return calls.filter((call) => call.end === 'running').length;
    },
    preload: () => Promise.resolve(),
    async *chat(request, signal) {
      signal.throwIfAborted();
      const call: ScriptedCall = {
        request,
        startedAtMs: clock.nowMs(),
        endedAtMs: undefined,
        end: 'running',
      };
      calls.push(call);
      const markAborted = (): void => {
        call.end = 'aborted';
        call.endedAtMs = clock.nowMs();
      };
      signal.addEventListener('abort', markAborted, { once: true });
      try {
        for (const step of script(request, calls.length - 1)) {
          signal.throwIfAborted();
          if ('waitMs' in step) await clock.sleep(step.waitMs, signal);
          else if ('fail' in step) throw step.fail;
          else if ('delta' in step) {
            if (step.delta.type === 'done') call.end = 'done';
            yield step.delta;
          } else yield { type: 'content', text: step.say };
        }
      } catch (error) {
        if (call.end === 'running') call.end = 'failed';
        throw error;
      } finally {
        signal.removeEventListener('abort', markAborted);
        if (call.end === 'running') call.end = 'left';
        call.endedAtMs ??= clock.nowMs();
      }
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
