import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { evaluateAnswerSets } from '../../../scripts/eval/answer-sets.ts';
import { toyChatPath } from '../../fakes/toy-chat.ts';

test('a model is asked as the engine asks it, and its bullets are judged', async () => {
  const file = path.join(await mkdtemp(path.join(tmpdir(), 'sotto-facts-')), 'rows.json');
  const rows = [
    { id: 'a', text: 'What is TCP?', expects: 'answer', keyFacts: ['order', 'reliab', 'connection'] },
    { id: 'b', text: 'Who will win the election?', expects: 'own-fact', keyFacts: ['never said'] },
  ];
  await writeFile(file, JSON.stringify(rows));
  const { signal } = new AbortController();
  const ids: string[] = [];
  const { report } = await evaluateAnswerSets(file, [toyChatPath], {
    part: 'all',
    hasContext: true,
    hasNotes: false,
    signal,
    onModel: () => undefined,
    onAnswer: ({ id }) => ids.push(id),
  });
  expect(report).toMatchObject({
    questions: 2,
    withKeyFact: 1,
    contractViolations: 0,
    cutBullets: 0,
    echoes: 0,
    invented: 0,
    answers: [
      { id: 'a', hasKeyFact: true },
      { id: 'b', hasKeyFact: false },
    ],
  });
  expect(ids).toEqual(['a', 'b']);
  expect(report).toHaveProperty('firstTokenMs.cold');
  expect(report).toHaveProperty('tokensPerSecond');
});
