import { expect, test } from 'vitest';
import { emptyAnswer } from '../../../../../engine/answer/servers/base/empty-answer.ts';

test.each([
  ['all-thinking', /thinking/, /does not think/],
  ['nothing-to-show', /nothing that answers/, /larger model/],
  ['nothing', /empty answer twice/, /another model/],
] as const)('a model that wrote %s is named, with what to do', (missing, message, remedy) => {
  expect(emptyAnswer('toy', missing)).toMatchObject({
    code: 'model-empty-answer',
    message: expect.stringMatching(new RegExp(`toy.*${message.source}`)) as string,
    remedy: expect.stringMatching(remedy) as string,
  });
});
