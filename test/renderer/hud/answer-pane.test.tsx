import { expect, test } from 'vitest';
import { AnswerPane } from '../../../renderer/hud/answer-pane.tsx';
import { answeredTurn } from '../../e2e/hud-scenes.ts';
import { after, show } from '../render.tsx';

const answered = after(answeredTurn);

test('the question and its bullets stand on the card', () => {
  const { html, text } = show(<AnswerPane />, answered, { shownTurnId: 'a1' });
  expect(html).toContain('data-phase="complete"');
  expect(text).toContain('What is the difference between a process and a thread?');
  expect(text).toContain('Threads need locks around shared data');
});

test('with nothing on the card the page is at rest', () => {
  expect(show(<AnswerPane />, answered).html).toContain('class="answer rest"');
});

test('a question that is spoken with the key held goes before all, with its words as they come', () => {
  const held = { ...answered, heldAsk: { turnIds: ['a2'] } };
  const { html, text } = show(<AnswerPane />, held, { shownTurnId: 'a1' });
  expect(html).toContain('data-phase="held"');
  expect(text).toContain('mostly on Kubernetes');
  expect(html.split('bullet pending')).toHaveLength(5);
  const released = show(<AnswerPane />, { ...held, heldAsk: { turnIds: ['a2'], releasedAtMs: 1 } });
  expect(released.text).not.toBe(text);
  expect(show(<AnswerPane />, { ...held, heldAsk: { turnIds: [] } }).text).not.toContain('Kubernetes');
});
