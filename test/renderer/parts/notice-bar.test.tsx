import { expect, test } from 'vitest';
import { NoticeBar } from '../../../renderer/parts/notice-bar.tsx';
import { after, show } from '../render.tsx';

const notice = { code: 'busy', message: 'Ann is busy.', remedy: 'Wait for Ann.', atMs: 0 } as const;

test('what went wrong and what to do stand in a place that is always there', () => {
  expect(show(<NoticeBar />)).toMatchObject({ text: '', buttons: [] });
  expect(show(<NoticeBar />, after([], { notice }))).toMatchObject({
    text: 'Ann is busy. Wait for Ann.',
    buttons: ['Dismiss'],
  });
});

test('what the page itself is about needs none', () => {
  expect(show(<NoticeBar leftOut={['busy']} />, after([], { notice })).text).toBe('');
});

test('that words were erased is said, with how much, unless something went wrong', () => {
  const wiped = (scope: 'call' | 'all-calls') => after([], { wiped: { scope, atMs: 0 } });
  expect(show(<NoticeBar />, wiped('call')).text).not.toBe(show(<NoticeBar />, wiped('all-calls')).text);
  expect(show(<NoticeBar />, { ...wiped('call'), notice }).text).toContain('Ann is busy.');
});
