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

/** Part of `npm run check`: every message is there in every language, and the pages or the desktop app use it. */

const PROJECT = path.resolve(import.meta.dirname, '..');
const CATALOGUE_FILE = /^renderer[/\\]messages[/\\](?:en|es|de|fr|pt|ja)(?:[/\\]|\.ts$)/;

const problems = findCatalogueProblems(en, { es, de, fr, pt, ja }, readSources());
problems.forEach((problem) => noteLine(problem));
process.exitCode = problems.length > 0 ? 1 : 0;

function readSources(): readonly string[] {
  return ['renderer', 'electron']
    .flatMap((folder) =>
      readdirSync(path.join(PROJECT, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
        path.join(folder, file),
      ),
    )
    .filter((file) => /\.tsx?$/.test(file) && !CATALOGUE_FILE.test(file))
    .map((file) => readFileSync(path.join(PROJECT, file), 'utf8'));
}
