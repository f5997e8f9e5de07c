import { expect, test } from 'vitest';
import { createAnswerControl } from '../../../engine/answer/answer-control.ts';

function handlersNoting(name: string, heard: string[]) {
  const note = (what: string) => (): undefined => void heard.push(`${name} ${what}`);
  const firstBullet = (): Promise<void> => Promise.resolve(note('first-bullet')());
  return { cancel: note('cancel'), prefill: note('prefill'), forget: note('forget'), firstBullet };
}

test('before answers are given, and after, nothing happens', () => {
  const control = createAnswerControl();
  const heard: string[] = [];
  control.cancel();
  const disconnect = control.connect(handlersNoting('a', heard));
  control.cancel();
  control.prefill();
  control.forget();
  expect(control.firstBullet()).toBeInstanceOf(Promise);
  disconnect();
  control.cancel();
  expect(control.firstBullet()).toBeUndefined();
  expect(heard).toEqual(['a cancel', 'a prefill', 'a forget', 'a first-bullet']);
});

test('the end of a stage that was replaced does not disconnect the newer one', () => {
  const control = createAnswerControl();
  const heard: string[] = [];
  const disconnect = control.connect(handlersNoting('a', heard));
  control.connect(handlersNoting('b', heard));
  disconnect();
  control.cancel();
  expect(heard).toEqual(['b cancel']);
});

test('counters begin at zero', () => {
  expect(new Set(Object.values(createAnswerControl().counters))).toEqual(new Set([0]));
});
