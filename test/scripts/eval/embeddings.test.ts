import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { evaluateEmbeddings, printEmbeddings } from '../../../scripts/eval/embeddings.ts';

/** Directions in a plane, in degrees: the nearer the angle, the more alike. */
const ANGLES: Readonly<Record<string, number>> = {
  'What is TCP?': 0,
  'Explain TCP.': 5,
  'Tell me of that protocol.': 40,
  'What is DNS?': 90,
  'Explain DNS.': 92,
  'What is a bit?': 180,
  'What is a byte?': 200,
};
const ROWS = [
  {
    type: 'group',
    id: 'tcp',
    topic: 'net',
    wordings: [
      { text: 'What is TCP?', kind: 'plain' },
      { text: 'Explain TCP.', kind: 'paraphrase' },
      { text: 'Tell me of that protocol.', kind: 'paraphrase' },
    ],
  },
  {
    type: 'group',
    id: 'dns',
    topic: 'net',
    wordings: [
      { text: 'What is DNS?', kind: 'plain' },
      { text: 'Explain DNS.', kind: 'asr' },
    ],
  },
  { type: 'near-miss', id: 'bits', a: 'What is a bit?', b: 'What is a byte?', difference: 'unit' },
];

let folder: string;
let file: string;
const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const { model, input } = JSON.parse(await text(request)) as { model: string; input: readonly string[] };
  const embeddings = input.map((question) => {
    const radians = ((ANGLES[question] ?? 0) * Math.PI) / 180;
    // Of any length: only the direction counts.
    return [3 * Math.cos(radians), 3 * Math.sin(radians)];
  });
  response.statusCode = model === 'missing' ? 404 : 200;
  response.end(JSON.stringify(model === 'short' ? { embeddings: embeddings.slice(1) } : { embeddings }));
};
const server = createServer((request, response) => void answer(request, response));
const evaluate = (model = 'plane') => {
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return evaluateEmbeddings(file, { baseUrl, model, signal: new AbortController().signal });
};

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-embeddings-'));
  file = path.join(folder, 'rows.jsonl');
  await writeFile(file, ROWS.map((row) => JSON.stringify(row)).join('\n'));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

test('what is closer than the closest near miss counts as the same question', async () => {
  const report = await evaluate();
  expect(report).toMatchObject({
    groups: 2,
    nearMissPairs: 1,
    byKind: { paraphrase: { asked: 2, hits: 1 }, asr: { asked: 1, hits: 1 } },
  });
  expect(report.threshold).toBeCloseTo(Math.cos((20 * Math.PI) / 180), 10);
  expect(report.hitRate).toBeCloseTo(2 / 3, 10);
  expect(printEmbeddings(report)).toContain('paraphrase   50.0 % (1 of 2)');
});

test.each([
  ['missing', 'status 404'],
  ['short', 'another number of vectors'],
])('a model that is %s is named with what to do', async (model, words) => {
  await expect(evaluate(model)).rejects.toMatchObject({
    code: 'bad-argument',
    message: expect.stringContaining(words) as string,
    remedy: expect.stringContaining('ollama pull') as string,
  });
});
