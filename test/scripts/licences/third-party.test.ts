import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { listThirdParties, renderNotices } from '../../../scripts/licences/third-party.ts';
import { PROJECT_ROOT } from '../../workshop/source-files.ts';

const manifest = JSON.parse(readFileSync(path.join(PROJECT_ROOT, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};
const parties = listThirdParties(PROJECT_ROOT);

test('every package that is shipped is named with its licence, and no tool is', () => {
  const names = new Set(parties.map((party) => party.name));
  expect(Object.keys(manifest.dependencies).filter((name) => !names.has(name))).toEqual([]);
  expect(['typescript', 'vitest', 'knip'].filter((name) => names.has(name))).toEqual([]);
  // The program of the app itself, though npm knows it as a tool.
  expect(parties.filter(({ name }) => name === 'electron')).toMatchObject([
    {
      version: manifest.devDependencies['electron'],
      texts: [expect.stringContaining('Electron contributors')],
    },
  ]);
  expect(parties.filter(({ licence }) => licence === 'not declared')).toEqual([]);
});

/** Under the LGPL, unchanged and in a file of its own, so that anyone may put another version in its place. */
const REPLACEABLE = ['codec-parser'];

test('licences are of the permissive kind', () => {
  const permissive = /MIT|ISC|BSD|Apache-2\.0|0BSD|BlueOak|CC0|Unlicense|Python-2\.0|Zlib|WTFPL|CC-BY/;
  expect(
    parties
      .filter(({ name, licence }) => !permissive.test(licence) && !REPLACEABLE.includes(name))
      .map(({ name, licence }) => [name, licence]),
  ).toEqual([]);
});

test('the notices hold the licence texts and those of assets', () => {
  const notices = renderNotices(parties, 'Silero VAD');
  expect(notices).toContain('Silero VAD');
  expect(notices).toContain('zod ');
  expect(notices).toMatch(/Permission is hereby granted, free of charge/);
});
