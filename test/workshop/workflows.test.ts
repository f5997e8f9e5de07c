import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { PROJECT_ROOT } from './source-files.ts';

const FOLDER = path.join(PROJECT_ROOT, '.github', 'workflows');
const WORKFLOWS = readdirSync(FOLDER).map(
  (name) => [name, readFileSync(path.join(FOLDER, name), 'utf8')] as const,
);
const textOf = (wanted: string): string => WORKFLOWS.find(([name]) => name === wanted)?.[1] ?? '';

test.each(WORKFLOWS)('every action of %s is pinned to a commit, with the version that it is', (_, text) => {
  const actions = Array.from(text.matchAll(/uses: (.+)$/gm), ([, action]) => action);
  expect(actions.length).toBeGreaterThan(0);
  expect(
    actions.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action ?? '')),
  ).toEqual([]);
});

test.each(WORKFLOWS)(
  '%s may only read, and leaves no key of the repository to the packages’ scripts',
  (_, text) => {
    expect(text).toMatch(/^permissions:\n {2}contents: read\njobs:$/m);
    expect(text.split('uses: actions/checkout@').length).toBe(
      text.split('persist-credentials: false').length,
    );
    // Text of an event that stands in a script is run by it.
    const inserted = text.split('\n').filter((line) => line.includes('${{'));
    expect(inserted.filter((line) => !/^ +(?!run:)[\w-]+: [\w-]*\$\{\{ [\w.]+ \}\}$/.test(line))).toEqual([]);
  },
);

test('only the job that drafts a release may write, and it runs nothing of the packages', () => {
  const [, draft = ''] = textOf('release.yml').split(/^ {2}draft:$/m);
  expect(textOf('release.yml').match(/contents: write/g)).toHaveLength(1);
  expect(draft).toContain('contents: write');
  expect(draft).not.toMatch(/npm |checkout/);
  expect(draft).toMatch(/sha256sum \* > SHA256SUMS/);
  expect(draft).toContain('sbom.cdx.json');
  expect(draft).toContain('--draft');
});

test('every push is checked, and every tag packed, on the three systems', () => {
  expect(textOf('ci.yml')).toMatch(/^on:\n {2}push:\n/m);
  expect(textOf('release.yml')).toMatch(/^on:\n {2}push:\n {4}tags: \['v\*'\]$/m);
  for (const [, text] of WORKFLOWS)
    expect(text).toContain('os: [ubuntu-latest, macos-latest, windows-latest]');
});
