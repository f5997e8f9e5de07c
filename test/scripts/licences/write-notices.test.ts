import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { listThirdParties } from '../../../scripts/licences/third-party.ts';
import { writeNotices } from '../../../scripts/licences/write-notices.ts';
import { makeDataFolder } from '../../e2e/run-cli.ts';
import { PROJECT_ROOT } from '../../workshop/source-files.ts';

interface Sbom {
  readonly bomFormat: string;
  readonly metadata: unknown;
  readonly components: readonly { readonly name: string; readonly group?: string }[];
}

function readSbom(folder: string): Sbom {
  return JSON.parse(readFileSync(path.join(folder, 'sbom.cdx.json'), 'utf8')) as Sbom;
}

test('the build writes notices and a CycloneDX list that agree', () => {
  using folder = makeDataFolder();
  writeNotices(PROJECT_ROOT, folder.path);
  const { bomFormat, components } = readSbom(folder.path);
  expect(bomFormat).toBe('CycloneDX');
  const listed = new Set(components.map(({ group, name }) => (group ? `${group}/${name}` : name)));
  expect(listed).toEqual(new Set(listThirdParties(PROJECT_ROOT).map(({ name }) => name)));
  expect(readFileSync(path.join(folder.path, 'THIRD-PARTY-NOTICES.txt'), 'utf8')).toContain('undici');
});

test('a package is listed with its address and licence, one of an owner with its group apart', () => {
  using project = makeDataFolder();
  const packages = {
    '': { dependencies: { plain: '1.2.3', '@owner/part': '4.5.6' } },
    'node_modules/plain': { version: '1.2.3', license: 'MIT' },
    'node_modules/@owner/part': { version: '4.5.6', license: 'ISC' },
  };
  mkdirSync(path.join(project.path, 'assets'));
  writeFileSync(path.join(project.path, 'assets', 'NOTICES.md'), 'A voice of others.');
  writeFileSync(path.join(project.path, 'package.json'), JSON.stringify({ name: 'made', version: '9.9.9' }));
  writeFileSync(path.join(project.path, 'package-lock.json'), JSON.stringify({ packages }));
  const out = path.join(project.path, 'build', 'notices');
  writeNotices(project.path, out);
  expect(readSbom(out)).toMatchObject({
    metadata: { component: { type: 'application', name: 'made', version: '9.9.9' } },
    components: [
      {
        group: '@owner',
        name: 'part',
        version: '4.5.6',
        purl: 'pkg:npm/%40owner/part@4.5.6',
        'bom-ref': 'pkg:npm/%40owner/part@4.5.6',
        licenses: [{ license: { name: 'ISC' } }],
      },
      { name: 'plain', purl: 'pkg:npm/plain@1.2.3' },
    ],
  });
  expect(readSbom(out).components[1]).not.toHaveProperty('group');
  expect(readFileSync(path.join(out, 'THIRD-PARTY-NOTICES.txt'), 'utf8')).toContain('A voice of others.');
});
