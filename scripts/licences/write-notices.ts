import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { listThirdParties, renderNotices } from './third-party.ts';

const MAX_SBOM_BYTES = 32 * 1_024 * 1_024;

/**
 * Writes what every copy of Sotto must carry: the notices of others' works and the list of its parts (CycloneDX),
 * both from the lock file.
 */
export async function writeNotices(project: string, outDir: string): Promise<void> {
  mkdirSync(outDir, { recursive: true });
  const assetNotices = readFileSync(path.join(project, 'assets', 'NOTICES.md'), 'utf8');
  const notices = renderNotices(listThirdParties(project), assetNotices);
  writeFileSync(path.join(outDir, 'THIRD-PARTY-NOTICES.txt'), notices);
  writeFileSync(path.join(outDir, 'sbom.cdx.json'), await makeSbom(project));
}

async function makeSbom(project: string): Promise<string> {
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '--package-lock-only'];
  // npm names its own script, which runs without a shell on every system.
  const script = process.env['npm_execpath'];
  const [program, first] = script === undefined ? ['npm', []] : [process.execPath, [script]];
  const { stdout } = await promisify(execFile)(program, [...first, ...args], {
    cwd: project,
    maxBuffer: MAX_SBOM_BYTES,
  });
  return stdout;
}
