import { isDeepStrictEqual } from 'node:util';
import type { ComponentState } from '../protocol/component-state.ts';
import type { Publish } from './publish-failure.ts';

/** @returns publishes the state of a part, unless it is the one that was published last. */
export function publishStates(publish: Publish): (state: ComponentState) => void {
  const published = new Map<ComponentState['component'], ComponentState>();
  return (state) => {
    if (isDeepStrictEqual(published.get(state.component), state)) return;
    published.set(state.component, state);
    publish({ type: 'component.changed', state });
  };
}
