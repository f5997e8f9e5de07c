import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { createStore } from 'zustand/vanilla';
import type { UnstampedEvent } from '../../engine/protocol/events.ts';
import { viewStore } from '../../renderer/parts/view-state.ts';
import { applyEvent } from '../../renderer/session/apply-event.ts';
import { SessionProvider } from '../../renderer/session/session-context.tsx';
import type { Session } from '../../renderer/session/session.ts';
import { initialState, type SessionState } from '../../renderer/session/state.ts';
import { stamped } from './session/events.ts';

/** What a component shows; what it does when it is pressed is seen in a real browser, end to end. */
export interface Shown {
  readonly html: string;
  /** Its words as they are read, without the labels of buttons that are pictures. */
  readonly text: string;
  /** Label or words of each button, in order; those that cannot be pressed are in brackets. */
  readonly buttons: readonly string[];
  /** Accessible names and titles. */
  readonly names: readonly string[];
}

type View = Partial<ReturnType<typeof viewStore.getState>>;

/** What a page knows after these events, connected, with its clock at `nowMs`. */
export function after(events: readonly UnstampedEvent[], more: Partial<SessionState> = {}): SessionState {
  const connected: SessionState = { ...initialState, connection: 'open', ...more };
  const { nowMs } = connected;
  return stamped(...events).reduce((state, event) => applyEvent(state, event, nowMs), connected);
}

/** Renders a component once, as a page that knows `state` does. */
export function show(element: ReactElement, state: SessionState = after([]), view: View = {}): Shown {
  const session = { store: createStore<SessionState>()(() => state) } as Partial<Session> as Session;
  // Static markup is of the first state of a store.
  const { getInitialState } = viewStore;
  viewStore.getInitialState = () => ({ ...getInitialState(), ...view });
  try {
    const html = renderToStaticMarkup(<SessionProvider value={session}>{element}</SessionProvider>);
    return {
      html,
      text: plain(html),
      buttons: [...html.matchAll(/<button([^>]*)>(.*?)<\/button>/g)].map(
        ([, attributes = '', inner = '']) => {
          const label = /aria-label="([^"]*)"/.exec(attributes)?.[1] ?? inner;
          return / disabled=""/.test(attributes) ? `[${plain(label)}]` : plain(label);
        },
      ),
      names: [...html.matchAll(/(?:aria-label|title)="([^"]*)"/g)].map(([, name = '']) => plain(name)),
    };
  } finally {
    viewStore.getInitialState = getInitialState;
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'" };

function plain(html: string): string {
  return html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&(amp|lt|gt|quot|#x27);/g, (_entity, name: string) => ENTITIES[name] ?? '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
