import type { Mutant } from './mutant.ts';

const session =
  (test: string) =>
  (name: string, snippet: string, replacement: string): Mutant => ({
    name,
    snippet,
    replacement,
    tests: [test],
  });
const message = session('apply-message.test.ts');
const event = session('apply-event.test.ts');
const socket = session('protocol/engine-socket.test.ts');

/** What the pages know and ask for. */
export const RENDERER_MUTANTS: readonly Mutant[] = [
  message(
    'A replay shows what was shown',
    'return isRepeat(state, message.event) ? state : applyEvent',
    'return state === undefined ? state : applyEvent',
  ),
  message(
    'A snapshot adds to what the page knew',
    'const present = message.isResumed ? state : {',
    'const present = state.turns ? state : {',
  ),
  message(
    'A snapshot that was cut short is resumed',
    'if (state.epoch === undefined || state.seq < state.welcomeSeq) return undefined;',
    'if (state.epoch === undefined) return undefined;',
  ),
  event(
    'The number of the newest event goes back',
    'const seq = Math.max(state.seq, event.seq);',
    'const seq = event.seq;',
  ),
  event(
    'A level outlives its capture',
    'channels: event.isCapturing ? state.channels : {},',
    'channels: state.channels,',
  ),
  event(
    'Words that were dropped stay',
    "{ volatile: '', isDropped: true, speech: 'ended' }",
    "{ isDropped: true, speech: 'ended' }",
  ),
  socket(
    'A void token is not reported',
    'const REFUSALS_TO_EXPIRE_COUNT = 4;',
    'const REFUSALS_TO_EXPIRE_COUNT = 4_000;',
  ),
  session('backoff.test.ts')(
    'All pages come back at once',
    'return ceilingMs / 2 + (ceilingMs / 2) * random;',
    'return ceilingMs;',
  ),
  session('backoff.test.ts')(
    'The wait between tries grows without end',
    'Math.min(longestMs, firstMs * 2 ** attemptIndex)',
    'firstMs * 2 ** attemptIndex',
  ),
];
