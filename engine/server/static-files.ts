import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

export interface StaticFile {
  readonly bytes: Buffer;
  readonly contentType: string;
  /** Its name holds a hash of its content, so it never changes. */
  readonly isImmutable: boolean;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wav': 'audio/wav',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
};
const FILE_LIMIT_COUNT = 500;

/**
 * The built pages, found by a list of what there is: a request's path is looked up as it came, never
 * decoded or joined, so no spelling of `..` leads anywhere.
 */
export interface StaticFiles {
  /** @param requestPath the URL's path; `/` is `/index.html`. */
  read(requestPath: string): Promise<StaticFile | undefined>;
}

export function openStaticFiles(directory: string): StaticFiles {
  let listing = new Map<string, string>();

  return {
    async read(requestPath) {
      const name = requestPath === '/' ? '/index.html' : requestPath;
      // A page may have been rebuilt, with other hashes in the names of its parts.
      if (listing.size === 0 || name.endsWith('.html')) listing = await listFiles(directory);
      const file = listing.get(name);
      const contentType = file && CONTENT_TYPES[path.extname(file)];
      if (!file || !contentType) return undefined;
      try {
        return { bytes: await readFile(file), contentType, isImmutable: name.startsWith('/assets/') };
      } catch {
        return undefined;
      }
    },
  };
}

async function listFiles(directory: string): Promise<Map<string, string>> {
  const listing = new Map<string, string>();
  const walk = async (folder: string, prefix: string): Promise<void> => {
    // Dirents of a packed app know their name only, so the way down is kept here.
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const place = path.join(folder, entry.name);
      // A symbolic link is neither file nor folder here, wherever it leads.
      if (entry.isDirectory()) await walk(place, `${prefix}${entry.name}/`);
      else if (entry.isFile() && listing.size < FILE_LIMIT_COUNT)
        listing.set(`${prefix}${entry.name}`, place);
    }
  };
  await walk(directory, '/').catch(() => undefined);
  return listing;
}
