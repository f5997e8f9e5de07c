import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertUsable, checkQuestionData } from '../../../scripts/train/data-check.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'sotto-data-'));
});
afterAll(() => rm(directory, { recursive: true }));

const row = (fields: object): object => ({
  id: 'a',
  source: 's',
  conv: 'c',
  fold: 0,
  text: 'What is it?',
  asr: 'what is it',
  question: true,
  ...fields,
});
const sound = [row({}), row({ id: 'b', text: 'It works.', asr: 'it works', question: false })];

async function check(lines: readonly (object | string)[]): ReturnType<typeof checkQuestionData> {
  const file = path.join(directory, 'rows.jsonl');
  await writeFile(
    file,
    lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
  );
  return checkQuestionData(file);
}

test('sound data raises nothing', async () => {
  expect((await check(sound)).findings).toEqual([]);
});

const LONG = { text: '', asr: 'we met the team in the big room' };
test.each([
  ['a line that is not a row', 'schema', '{"id":1}'],
  ['an id twice', 'duplicate-id', row({ conv: 'd' })],
  ['a conversation in two folds', 'split-conversation', row({ id: 'x', fold: 1 })],
  ['a question mark in the judged text', 'label-leak', row({ id: 'x', asr: 'what is it?' })],
])('%s is an error', async (_, name, extra) => {
  const found = await check([...sound, extra]);
  expect(found.findings.filter((one) => one.severity === 'error').map((one) => one.check)).toEqual([name]);
  expect(() => assertUsable(found)).toThrow('rows.jsonl');
});

test('a long utterance in two folds and with two labels is warned of', async () => {
  const found = await check([
    ...sound,
    row({ ...LONG, id: 'x', conv: 'x', fold: 1, question: false }),
    row({ ...LONG, id: 'y', conv: 'y', fold: 2, question: true }),
  ]);
  expect(found.findings.map((one) => one.check)).toEqual(
    expect.arrayContaining(['fold-leak', 'contradiction']),
  );
  expect(() => assertUsable(found)).not.toThrow();
});

test('agreement is reported only where mark and act were given independently', async () => {
  const acts = [
    row({ act: 'el.inf', qmark: true }),
    row({ id: 'b', act: 'inf', qmark: false, question: false }),
    row({ id: 'd', act: 'punct:?', qmark: true, source: 'other' }),
  ];
  expect((await check(acts)).ceilings).toEqual({ s: { n: 2, kappa: 1 } });
});
