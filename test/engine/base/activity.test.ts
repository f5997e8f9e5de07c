import { expect, test } from 'vitest';
import { ActivityCounter } from '../../../engine/base/activity.ts';

test('is busy while any piece of work is under way, and reports each change once', () => {
  const activity = new ActivityCounter();
  const reported: boolean[] = [];
  const unfollow = activity.follow((isBusy) => reported.push(isBusy));
  const first = activity.begin();
  const second = activity.begin();
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  expect(activity.isBusy).toBe(true);
  second[Symbol.dispose]();
  expect(activity.isBusy).toBe(false);
  unfollow();
  activity.begin();
  expect(reported).toEqual([true, false]);
});
