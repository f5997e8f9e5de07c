import { expect, test } from 'vitest';
import { publishStates } from '../../../engine/base/publish-states.ts';
import type { ComponentState } from '../../../engine/protocol/component-state.ts';
import type { UnstampedEvent } from '../../../engine/protocol/events.ts';

test('a state is reported when it changes, part by part', () => {
  const events: UnstampedEvent[] = [];
  const publishState = publishStates((event) => events.push(event));
  const off = (component: 'microphone' | 'them'): ComponentState => ({
    component,
    status: 'off',
    reason: 'Not listening',
  });
  const ready: ComponentState = { component: 'microphone', status: 'ready', reason: 'Headset' };
  const states = [
    off('microphone'),
    off('them'),
    off('microphone'),
    ready,
    ready,
    off('microphone'),
    off('them'),
  ];
  for (const state of states) publishState({ ...state });
  expect(events).toEqual(
    [off('microphone'), off('them'), ready, off('microphone')].map((state) => ({
      type: 'component.changed',
      state,
    })),
  );
});
