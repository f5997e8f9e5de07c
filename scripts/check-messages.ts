import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { noteLine } from '../engine/base/terminal.ts';
import { de } from '../renderer/messages/de.ts';
import { en } from '../renderer/messages/en.ts';
import { es } from '../renderer/messages/es.ts';
import { fr } from '../renderer/messages/fr.ts';
import { ja } from '../renderer/messages/ja.ts';
import { pt } from '../renderer/messages/pt.ts';
import { findCatalogueProblems } from './messages/catalogue-problems.ts';

/** Part of `npm run check`: every message is there in every language, and the pages use it. */

const RENDERER = path.resolve(import.meta.dirname, '..', 'renderer');
const CATALOGUE_FILE = /^messages[/\\](?:en|es|de|fr|pt|ja)(?:[/\\]|\.ts$)/;

const problems = findCatalogueProblems(en, { es, de, fr, pt, ja }, readPageSources());
problems.forEach((problem) => noteLine(problem));
process.exitCode = problems.length > 0 ? 1 : 0;

function readPageSources(): readonly string[] {
  return readdirSync(RENDERER, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !CATALOGUE_FILE.test(file))
    .map((file) => readFileSync(path.join(RENDERER, file), 'utf8'));
}
