import { createStore, type StoreApi } from 'zustand/vanilla';
import { CommandRefused } from '../../engine/protocol/command-refused.ts';
import {
  PAST_CALLS_STEP_COUNT,
  type PastCall,
  type PastCallHit,
  type PastCallRecord,
} from '../../engine/protocol/past-calls.ts';
import type { Session } from '../session/session.ts';
import { deleteCall, listCalls, readCall, searchCalls } from './read-calls.ts';

/** For the user to have typed on. */
const SEARCH_DELAY_MS = 150;

interface PastCallsState {
  /** What is searched for; '' lists all calls. */
  readonly search: string;
  /** Undefined until they are read. */
  readonly calls: readonly PastCall[] | undefined;
  /** Undefined without a search, and until something came of it. */
  readonly hits: readonly PastCallHit[] | undefined;
  /** How many of either are shown; one more is read, which shows whether there are more. */
  readonly shownCount: number;
  /** The call that is read. */
  readonly record: PastCallRecord | undefined;
  readonly failure: CommandRefused | undefined;
}

/** What the page shows of past calls, read again when the engine comes back and when calls are erased. */
export interface PastCalls {
  readonly store: StoreApi<PastCallsState>;
  search(text: string): void;
  showMore(): void;
  /** @param callId undefined closes the one that is open. */
  open(callId: number | undefined): void;
  remove(callId: number): void;
  /** Reads them, now and whenever they may have changed. Returns the way to stop. */
  follow(): () => void;
}

export function createPastCalls(session: Session): PastCalls {
  const store = createStore<PastCallsState>()(() => ({
    search: '',
    calls: undefined,
    hits: undefined,
    shownCount: PAST_CALLS_STEP_COUNT,
    record: undefined,
    failure: undefined,
  }));
  let openId: number | undefined;
  let waiting: ReturnType<typeof setTimeout> | undefined;

  const limitCount = (): number => store.getState().shownCount + 1;
  const list = (): void => void take(store, listCalls(session, limitCount()), (calls) => ({ calls }));
  const find = (): void => {
    const { search } = store.getState();
    if (search === '') return;
    const isWanted = (): boolean => store.getState().search === search;
    void take(store, searchCalls(session, search, limitCount()), (hits) => ({ hits }), isWanted);
  };
  const open = (callId: number | undefined): void => {
    openId = callId;
    store.setState({ record: undefined });
    if (callId === undefined) return;
    const isWanted = (): boolean => openId === callId;
    void take(store, readCall(session, callId), (record) => ({ record }), isWanted);
  };
  const readAgain = (): void => {
    list();
    find();
  };

  return {
    store,
    search(text) {
      const search = text.trim();
      clearTimeout(waiting);
      store.setState({
        search,
        shownCount: PAST_CALLS_STEP_COUNT,
        ...(search === '' && { hits: undefined }),
      });
      waiting = setTimeout(find, SEARCH_DELAY_MS);
    },
    showMore() {
      store.setState(({ shownCount }) => ({ shownCount: shownCount + PAST_CALLS_STEP_COUNT }));
      readAgain();
    },
    open,
    remove(callId) {
      void take(store, deleteCall(session, callId), () => {
        open(undefined);
        readAgain();
        return {};
      });
    },
    follow() {
      if (session.store.getState().connection === 'open') readAgain();
      const unsubscribe = session.store.subscribe((state, before) => {
        const isBack = state.connection === 'open' && before.connection !== 'open';
        const isWiped = state.wiped !== before.wiped && state.wiped !== undefined;
        if (isWiped) open(undefined);
        if (isBack || isWiped) readAgain();
      });
      return () => {
        clearTimeout(waiting);
        unsubscribe();
      };
    },
  };
}

/** Shows what comes of it, unless something else is wanted by then. */
async function take<Value>(
  store: StoreApi<PastCallsState>,
  work: Promise<Value>,
  found: (value: Value) => Partial<PastCallsState>,
  isWanted = (): boolean => true,
): Promise<void> {
  try {
    const value = await work;
    if (isWanted()) store.setState({ failure: undefined, ...found(value) });
  } catch (error) {
    const failure =
      error instanceof CommandRefused ? error : new CommandRefused('history-unavailable', '', '');
    if (isWanted()) store.setState({ failure });
  }
}
