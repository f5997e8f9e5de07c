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

const namesSchema = z.record(z.string(), z.string()).default({});
const packageSchema = z.object({
  version: z.string().default(''),
  license: z.string().optional(),
  dependencies: namesSchema,
  optionalDependencies: namesSchema,
});
const lockSchema = z.object({ packages: z.record(z.string(), packageSchema) });
/** What is installed, by its place: `node_modules/a/node_modules/b`; our own package is at ``. */
type Installed = z.infer<typeof lockSchema>['packages'];
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
  const found = new Map<string, ThirdParty>();
  for (const place of [...findShipped(lock.packages), `node_modules/${SHIPPED_TOOL}`]) {
    const name = nameAt(place);
    const known = lock.packages[place];
    if (!known || NOT_SHIPPED.test(name)) continue;
    found.set(`${name}@${known.version}`, {
      name,
      version: known.version,
      licence: known.license ?? declaredLicence(path.join(project, place)),
      texts: licenceTexts(path.join(project, place)),
    });
  }
  return [...found.values()].toSorted((left, right) => (left.name < right.name ? -1 : 1));
}

/**
 * What our own package depends on, directly or not. Marks in the lock file do not say that: a tool that another
 * package names as an optional peer bears none, nor do the parts of that tool.
 */
function findShipped(installed: Installed): ReadonlySet<string> {
  const shipped = new Set<string>();
  const visit = (place: string): void => {
    const { dependencies = {}, optionalDependencies = {} } = installed[place] ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const found = findFrom(installed, place, name);
      if (found === undefined || shipped.has(found)) continue;
      shipped.add(found);
      visit(found);
    }
  };
  visit('');
  return shipped;
}

/** As Node looks for a package: beside the one that wants it, then in each folder above. */
function findFrom(installed: Installed, wanting: string, name: string): string | undefined {
  for (let folder = wanting; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const place = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (place in installed) return place;
    if (folder === '') return undefined;
  }
}

function nameAt(place: string): string {
  return place.split('node_modules/').at(-1) ?? '';
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
