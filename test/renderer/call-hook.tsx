import { renderToStaticMarkup } from 'react-dom/server';
import { createStore } from 'zustand/vanilla';
import type { Command } from '../../engine/protocol/commands.ts';
import { SessionProvider } from '../../renderer/session/session-context.tsx';
import type { Session } from '../../renderer/session/session.ts';
import type { SessionState } from '../../renderer/session/state.ts';

/**
 * What a hook gives a component of a page that knows `state`, and the commands that come of it.
 * @param refusal what the engine answers to those that are requested, if it refuses them.
 */
export function callHook<Value>(useHook: () => Value, state: SessionState, refusal?: Error) {
  const sent: Command[] = [];
  const session = {
    store: createStore<SessionState>()(() => state),
    send: (command: Command) => {
      sent.push(command);
      return Promise.resolve(true);
    },
    request: (command: Command) => {
      sent.push(command);
      return refusal ? Promise.reject(refusal) : Promise.resolve();
    },
  } as Partial<Session> as Session;
  const given: Value[] = [];
  const Component = (): null => {
    given.push(useHook());
    return null;
  };
  renderToStaticMarkup(
    <SessionProvider value={session}>
      <Component />
    </SessionProvider>,
  );
  const [value] = given as [Value];
  return { value, sent };
}
