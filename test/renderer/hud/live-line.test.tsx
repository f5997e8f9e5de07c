import { expect, test } from 'vitest';
import { LiveLine, NewAnswer } from '../../../renderer/hud/live-line.tsx';
import { answeredTurn, streamingTurn } from '../../e2e/hud-scenes.ts';
import { after, show } from '../render.tsx';

const both = after([...answeredTurn, ...streamingTurn]);

test('a newer answer waits behind a button while another one is on the card', () => {
  expect(show(<NewAnswer />, both, { shownTurnId: 'a1' }).names).toEqual([
    'How would you design a rate limiter? (N)',
  ]);
  expect(show(<NewAnswer />, both, { shownTurnId: 's1' }).html).toBe('');
  expect(show(<NewAnswer />, both).html).toBe('');
  expect(show(<NewAnswer />, both, { isQuiet: true }).buttons).toHaveLength(1);
});

test('it says whether there are bullets to read yet', () => {
  const asked = after([...answeredTurn, ...streamingTurn.slice(0, 2)]);
  expect(show(<NewAnswer />, asked, { shownTurnId: 'a1' }).text).not.toBe(
    show(<NewAnswer />, both, { shownTurnId: 'a1' }).text,
  );
});

test('the last words are the proof that something is heard', () => {
  expect(show(<LiveLine />, after(answeredTurn), { shownTurnId: 'a1' }).text).toContain(
    'mostly on Kubernetes',
  );
});
