import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** A package that ships with the product, as the lock file names it. */
export interface ThirdParty {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** The texts that lie in the package; none when it is not installed here or holds none. */
  readonly texts: readonly string[];
}

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      license: z.string().optional(),
      dev: z.boolean().optional(),
      link: z.boolean().optional(),
      devDependencies: z.record(z.string(), z.string()).optional(),
    }),
  ),
});
/** Old packages name their licences as a list. */
const declaredSchema = z.object({
  license: z.string().optional(),
  licenses: z.array(z.object({ type: z.string() })).default([]),
});
const LICENCE_FILE = /^(?:licen[cs]e|copying|notice)(?:[-.].*)?$/i;
/** The Node program that npm scripts run on stays on the developer's machine. */
const NOT_SHIPPED = /^node-(?:bin-)?(?:linux|darwin|win)-/;

/** Installed as a tool, but its program is in every package that is made. */
const SHIPPED_TOOL = 'electron';

/** Electron and the production packages of the lock file in order of name, optional ones for other systems included. */
export function listThirdParties(project: string): readonly ThirdParty[] {
  const lock = lockSchema.parse(JSON.parse(readFileSync(path.join(project, 'package-lock.json'), 'utf8')));
  /** Another package may name them as an optional peer; they are tools here all the same. */
  const tools = new Set(Object.keys(lock.packages['']?.devDependencies ?? {}));
  const found = new Map<string, ThirdParty>();
  for (const [place, { version, license, dev, link }] of Object.entries(lock.packages)) {
    const name = place.split('node_modules/').at(-1) ?? '';
    if (name === '' || link === true || NOT_SHIPPED.test(name)) continue;
    if ((dev === true || tools.has(name)) && name !== SHIPPED_TOOL) continue;
    found.set(`${name}@${version}`, {
      name,
      version: version ?? '',
      licence: license ?? declaredLicence(path.join(project, place)),
      texts: licenceTexts(path.join(project, place)),
    });
  }
  return [...found.values()].toSorted((left, right) => (left.name < right.name ? -1 : 1));
}

/** One text with every notice; packages that share a licence text word for word share it here too. */
export function renderNotices(parties: readonly ThirdParty[], assetNotices: string): string {
  const byText = new Map<string, string[]>();
  for (const { name, version, licence, texts } of parties) {
    const text = texts.join('\n\n') || `Licence: ${licence}`;
    byText.set(text, [...(byText.get(text) ?? []), `${name} ${version} (${licence})`]);
  }
  const parts = [...byText].map(([text, names]) => `${names.join('\n')}\n\n${text}`);
  const rule = `\n\n${'-'.repeat(78)}\n\n`;
  return `${['Sotto is made with the following works of others.', assetNotices.trim(), ...parts].join(rule)}\n`;
}

function licenceTexts(folder: string): readonly string[] {
  return readEntries(folder)
    .filter((name) => LICENCE_FILE.test(name))
    .map((name) => readFileSync(path.join(folder, name), 'utf8').trim());
}

function declaredLicence(folder: string): string {
  try {
    const manifest: unknown = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    const { license, licenses } = declaredSchema.parse(manifest);
    return license ?? (licenses.map(({ type }) => type).join(' OR ') || 'not declared');
  } catch {
    return 'not declared';
  }
}

function readEntries(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isFile() ? [entry.name] : [],
    );
  } catch {
    return [];
  }
}
