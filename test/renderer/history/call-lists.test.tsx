import { expect, test } from 'vitest';
import { Calls, Hits } from '../../../renderer/history/call-lists.tsx';
import { show } from '../render.tsx';

const AT_MS = new Date(2026, 2, 1, 9, 30).getTime();
const list = { openId: 7, onOpen: () => undefined };
const calls = [7, 8].map((callId) => ({
  callId,
  startedAtMs: AT_MS,
  transcriptCount: 12,
  answerCount: 3,
  withSpeakers: false,
}));
const hit = { callId: 7, turnId: 't', kind: 'transcript', text: 'What is TCP?', atMs: AT_MS } as const;

const currents = (html: string): readonly boolean[] =>
  [...html.matchAll(/<button[^>]*>/g)].map(([button]) => button.includes('aria-current="true"'));

test('each call has a button with its figures, and the open one is marked', () => {
  const { buttons, html } = show(<Calls calls={calls} {...list} />);
  expect(buttons).toHaveLength(2);
  expect(buttons[0]).toContain('9:30');
  expect(currents(html)).toEqual([true, false]);
});

test('that there are no calls is said once they were looked for', () => {
  expect(show(<Calls calls={[]} {...list} />).text).toBe('history.none');
  expect(show(<Calls calls={undefined} {...list} />).text).toBe('');
});

test('what was found is shown with its words, and that nothing was found with what was searched for', () => {
  const found = show(<Hits hits={[hit, { ...hit, callId: 8 }]} query="tcp" {...list} />);
  expect(found.buttons.map((button) => button.startsWith('What is TCP?'))).toEqual([true, true]);
  expect(currents(found.html)).toEqual([true, false]);
  const none = show(<Hits hits={[]} query="tcp" {...list} />);
  expect([none.text, none.html.includes('role="status"')]).toEqual(['history.no-hits', true]);
});
