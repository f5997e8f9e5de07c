import { expect, test } from 'vitest';
import { readModelNames } from '../../../../../engine/answer/servers/openai/model-names.ts';

test.each<[unknown, readonly string[]]>([
  [{ object: 'list', data: [{ id: 'a', object: 'model' }, { id: 'b' }] }, ['a', 'b']],
  [{ models: [{ name: 'a' }, { model: 'b' }] }, ['a', 'b']],
  [
    ['a', { id: 'b' }],
    ['a', 'b'],
  ],
  [{ data: [{ id: ' a ' }, { id: 'a' }, { id: '' }, { id: 7 }, null] }, ['a']],
  [{ data: null }, []],
  [null, []],
])('in %j the names are found', (list, names) => {
  expect(readModelNames(JSON.stringify(list))).toEqual(names);
});

test.each(['<html>', '{"data":{}}', '{"error":"no"}', '7'])('%s is not a list of models', (text) => {
  expect(() => readModelNames(text)).toThrow();
});
