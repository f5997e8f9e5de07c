import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const CATALOGUE_FILE = /^renderer[/\\]messages[/\\](?:en|es|de|fr|pt|ja)(?:[/\\]|\.ts$)/;

/** Texts of the files of the pages and the desktop app that may show a message: all but the catalogues. */
export function readMessageSources(project: string): readonly string[] {
  return ['renderer', 'electron']
    .flatMap((folder) =>
      readdirSync(path.join(project, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
        path.join(folder, file),
      ),
    )
    .filter((file) => /\.tsx?$/.test(file) && !CATALOGUE_FILE.test(file))
    .map((file) => readFileSync(path.join(project, file), 'utf8'));
}
