import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** The files below a folder that hold a text. */
export function filesWith(text: string, folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file).isFile() && readFileSync(file, 'latin1').includes(text));
}
