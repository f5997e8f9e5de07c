import { expect, test } from 'vitest';
import { roleSchema } from '../../../engine/protocol/commands.ts';
import { engineEventSchema } from '../../../engine/protocol/events.ts';
import { EVENTS_BY_ROLE } from '../../../engine/protocol/role-events.ts';

const typesOf = (role: keyof typeof EVENTS_BY_ROLE): readonly string[] => [...EVENTS_BY_ROLE[role]];

/** Hold words of a call, or tell when somebody speaks. */
const OF_A_CALL = /^(?:speech|turn|transcript|question\.|answer|facts|feedback|sound\.lost|file\.)/;

test('every role has its events, and the command line has them all', () => {
  for (const role of roleSchema.options) expect(typesOf(role).length, role).toBeGreaterThan(0);
  expect(typesOf('cli').toSorted()).toEqual(
    engineEventSchema.options.map((option) => option.shape.type.value).toSorted(),
  );
});

test.each(['settings', 'history', 'capture'] as const)(
  'a page for %s hears nothing of what is said',
  (role) => {
    expect(typesOf(role).filter((type) => OF_A_CALL.test(type))).toEqual([]);
  },
);

test('the shell hears of answers alone, which the tray can copy', () => {
  expect(typesOf('shell').filter((type) => OF_A_CALL.test(type))).toEqual([
    'answer.started',
    'answer.completed',
  ]);
});

test('only the settings hear where a token is kept, only the shell what the desktop is to do', () => {
  const hears = (type: 'access-token.changed' | 'desktop.requested'): readonly string[] =>
    roleSchema.options.filter((role) => role !== 'cli' && EVENTS_BY_ROLE[role].has(type));
  expect([hears('access-token.changed'), hears('desktop.requested')]).toEqual([['settings'], ['shell']]);
});
