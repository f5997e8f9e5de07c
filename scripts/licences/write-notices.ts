import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { listThirdParties, renderNotices, type ThirdParty } from './third-party.ts';

/**
 * Writes what every copy of Sotto must carry: the notices of others' works and the list of its parts (CycloneDX),
 * both from the lock file.
 */
export function writeNotices(project: string, outDir: string): void {
  mkdirSync(outDir, { recursive: true });
  const parties = listThirdParties(project);
  const assetNotices = readFileSync(path.join(project, 'assets', 'NOTICES.md'), 'utf8');
  writeFileSync(path.join(outDir, 'THIRD-PARTY-NOTICES.txt'), renderNotices(parties, assetNotices));
  writeFileSync(
    path.join(outDir, 'sbom.cdx.json'),
    `${JSON.stringify(makeSbom(project, parties), null, 2)}\n`,
  );
}

/**
 * CycloneDX 1.6. Made here, because `npm sbom --omit dev` leaves out packages that a development tool needs as
 * well, such as zod.
 */
function makeSbom(project: string, parties: readonly ThirdParty[]): object {
  const { name, version } = JSON.parse(readFileSync(path.join(project, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'application', name, version } },
    components: parties.map(componentOf),
  };
}

function componentOf({ name, version, licence }: ThirdParty): object {
  const [, group, plainName = name] = /^(@[^/]+)\/(.+)$/.exec(name) ?? [];
  const purl = `pkg:npm/${group === undefined ? '' : `${encodeURIComponent(group)}/`}${plainName}@${version}`;
  return {
    type: 'library',
    'bom-ref': purl,
    group,
    name: plainName,
    version,
    purl,
    licenses: [{ license: { name: licence } }],
  };
}
