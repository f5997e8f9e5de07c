import type { History } from '../history/history-store.ts';
import type { PastCalls } from '../server/calls-routes.ts';
import type { WordKeepers } from './wipe-calls.ts';

type Keepers = Pick<
  WordKeepers,
  'answers' | 'callHistory' | 'facts' | 'calls' | 'cache' | 'questionDetector'
> & {
  readonly history: Pick<History, 'list' | 'search' | 'read' | 'export' | 'deleteCall'>;
};

/** The history, for pages. A deleted call is removed from everything that holds words of calls. */
export function createPastCalls(keepers: Keepers): PastCalls {
  const { history, answers, callHistory, facts, calls, cache, questionDetector } = keepers;
  return {
    list: (limitCount) => history.list(limitCount),
    search: (text, limitCount) => history.search(text, limitCount),
    read: (callId) => history.read(callId),
    export: (callId, format) => history.export(callId, format),
    async deleteCall(callId) {
      if (history.deleteCall(callId)) {
        // Before the running answer ends, so that its end is not written.
        calls.forget();
        answers.forget();
        callHistory.clear();
        facts.forget();
      }
      // Neither the cache nor the labels say which call their words come from.
      const erased = await Promise.allSettled([cache.clear(), questionDetector.forget()]);
      const failure = erased.find((outcome) => outcome.status === 'rejected');
      if (failure) throw failure.reason;
    },
  };
}
