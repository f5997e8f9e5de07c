import type { Mutant } from './mutant.ts';

/** How the desktop app ends, and what it says when a part of it crashed. */
export const ENDING_MUTANTS: readonly Mutant[] = [
  {
    name: 'A second request to quit waits like the first',
    snippet: 'if (nowMs() - askedByUserAtMs >= REPEAT_MS) return leave();',
    replacement: '',
    tests: ['shell.test.ts', 'quit.test.ts'],
  },
  {
    name: 'Ctrl-C under npm start kills the engine',
    snippet: 'if (nowMs() - askedByUserAtMs >= REPEAT_MS) return leave();',
    replacement: 'if (isEnding) return leave();',
    tests: ['quit.test.ts'],
  },
  {
    name: 'A system that asks twice while it logs off has the engine killed',
    snippet: "if (requester === 'user') {",
    replacement: '{',
    tests: ['quit.test.ts'],
  },
  {
    name: 'Windows ends the app before its end has begun',
    snippet: "window.on('query-session-end', () => quit('system'))",
    replacement: 'window',
    tests: ['follow-system.test.ts'],
  },
];
