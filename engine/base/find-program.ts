import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Path of the program of that name, found along PATH; starts nothing. */
export async function findProgram(name: string): Promise<string | undefined> {
  const fileName = process.platform === 'win32' ? `${name}.exe` : name;
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    // An empty place would be the working folder, whose programs nobody chose.
    if (folder === '') continue;
    const path = join(folder, fileName);
    try {
      await access(path, constants.X_OK);
      // Folders pass that check, too.
      if ((await stat(path)).isFile()) return path;
    } catch {
      // Not here: look in the next folder.
    }
  }
  return undefined;
}
