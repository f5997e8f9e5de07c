import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { evaluateVad, printVad } from '../../../scripts/eval/vad.ts';
import { fixturePath, makeDataFolder } from '../../e2e/run-cli.ts';
import { sampleNamed } from '../../fakes/spoken-samples.ts';

const SPOKEN = ['what-is-tcp', 'our-team-has-twelve-engineers'].map(sampleNamed);

test('each file has its score, and so have its kind and the whole', async () => {
  using folder = makeDataFolder();
  const manifest = path.join(folder.path, 'manifest.json');
  const entries = SPOKEN.map(({ file, startMs, endMs }, index) => ({
    file: fixturePath(path.join('samples', file)),
    ...(index === 1 && { condition: 'noise' }),
    speechSegments: [[startMs, endMs]],
  }));
  writeFileSync(manifest, JSON.stringify([...entries, { file: 'unlabelled.wav', kind: 'clean' }]));
  const report = await evaluateVad(manifest, { kind: 'energy' });
  expect(report.files.map(({ kind, turns }) => [kind, turns])).toEqual([
    ['clean', 1],
    ['noisy', 1],
  ]);
  const [clean, noisy] = report.files;
  expect(Object.keys(report.byKind)).toEqual(['clean', 'noisy']);
  expect(report.cleanAndComposed).toEqual(report.byKind.clean);
  expect(report.overall.speechMs).toBe((clean?.speechMs ?? 0) + (noisy?.speechMs ?? 0));
  expect(report.overall.missRate).toBeLessThan(0.1);
  expect(report.overall.onsetErrorMs.p95).toBeLessThan(200);
});

test('a row shows each figure, and a dash for what nothing is known of', () => {
  const score = {
    speechMs: 12_340,
    missRate: 0.0123,
    falseAlarmRate: null,
    onsetErrorMs: { p50: 19.6, p95: null },
    missedOnsets: 1,
    joinedOnsets: 2,
    turns: 3,
  };
  const table = printVad({
    detector: 'energy',
    overall: score,
    cleanAndComposed: score,
    byKind: { clean: score },
    files: [{ file: 'a.wav', kind: 'clean', ...score }],
  });
  const figures = ['12.3', '1.23%', '–', '20', '–', '1', '2', '3'];
  for (const name of ['clean', 'clean and composed', 'overall', 'a.wav']) {
    const row = table.split('\n').find((line) => line.startsWith(`${name}  `));
    expect(row?.slice(name.length).trim().split(/\s+/)).toEqual(figures);
  }
});
