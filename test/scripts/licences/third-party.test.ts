import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { listThirdParties, renderNotices } from '../../../scripts/licences/third-party.ts';
import { makeDataFolder } from '../../e2e/run-cli.ts';
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

test('what only a tool needs is not shipped, whatever another package thinks of that tool', () => {
  using project = makeDataFolder();
  const packages = {
    '': { dependencies: { app: '1' }, devDependencies: { tool: '1' } },
    'node_modules/app': {
      version: '1.0.0',
      dependencies: { shared: '2' },
      optionalDependencies: { 'app-linux': '1', absent: '1' },
      peerDependencies: { tool: '1' },
      peerDependenciesMeta: { tool: { optional: true } },
    },
    'node_modules/app/node_modules/shared': { version: '2.0.0', dependencies: { deep: '1' } },
    'node_modules/app-linux': { version: '1.0.0', optional: true },
    'node_modules/deep': { version: '1.0.0', dependencies: { app: '1' } },
    'node_modules/shared': { version: '1.0.0', dev: true },
    'node_modules/tool': { version: '1.0.0', devOptional: true, optionalDependencies: { 'tool-linux': '1' } },
    'node_modules/tool-linux': { version: '1.0.0', optional: true },
  };
  writeFileSync(path.join(project.path, 'package-lock.json'), JSON.stringify({ packages }));
  expect(listThirdParties(project.path).map(({ name, version }) => `${name}@${version}`)).toEqual([
    'app@1.0.0',
    'app-linux@1.0.0',
    'deep@1.0.0',
    'shared@2.0.0',
  ]);
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
