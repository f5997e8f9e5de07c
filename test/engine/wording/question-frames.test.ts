import { expect, test } from 'vitest';
import { framesFor } from '../../../engine/wording/question-frames.ts';

/** The frame that counts for a question in the spelling of its tokens, with what its slots hold. */
function frameOf(spoken: string): object | undefined {
  for (const { kind, pattern } of framesFor(spoken.split(' ')[0] ?? '')) {
    const groups = pattern.exec(spoken)?.groups;
    if (groups) return { kind, ...Object.fromEntries(Object.entries(groups).filter(([, value]) => value)) };
  }
  return undefined;
}

test.each([
  ['what is difference between tcp and udp', { kind: 'differ', x: 'tcp', y: 'udp' }],
  ['how was list reversed', { kind: 'how-to-past', x: 'list', done: 'reversed' }],
  ['how is it made', { kind: 'how-to', x: 'it', done: 'made' }],
  ['what did it do', { kind: 'purpose', past: 'did', x: 'it' }],
  ['tell me about time when you failed', { kind: 'example', x: 'you failed' }],
  ['design url shortener', { kind: 'how-to', x: 'design url shortener' }],
  ['who own data', { kind: 'own', x: 'data' }],
  ['when should i use redis', { kind: 'when use', modal: 'should', who: 'i', x: 'redis' }],
])('"%s" has its frame and its slots', (spoken, frame) => {
  expect(frameOf(spoken)).toEqual(frame);
});

test('the first frame that fits counts, though a later one fits as well', () => {
  const fitting = framesFor('how').filter(({ pattern }) => pattern.test('how do you go about testing it'));
  expect(fitting.map(({ kind }) => kind)).toEqual(['how-to', 'how-to']);
  expect(frameOf('how do you go about testing it')).toEqual({
    kind: 'how-to',
    who: 'you',
    doing: 'testing it',
  });
});

test('a first word finds the frames that spell it, also within alternatives', () => {
  for (const [word, kind] of [
    ['explain', 'define'],
    ['must', 'must?'],
    ['contrast', 'differ'],
  ] as const)
    expect(framesFor(word).map((frame) => frame.kind)).toContain(kind);
});

test('a word that begins no frame has only those that any word may begin', () => {
  const open = framesFor('zebra');
  expect(framesFor('')).toEqual(open);
  expect(framesFor('what')).toEqual(expect.arrayContaining([...open]));
  expect(open.map(({ kind }) => kind)).not.toContain('what');
});

test('a frame holds from the first word to the last', () => {
  const fitsLater = framesFor('what').some(({ pattern }) => pattern.test('well what is redis'));
  expect(fitsLater).toBe(false);
  expect(frameOf('')).toBeUndefined();
  expect(frameOf('what is')).toBeUndefined();
});
