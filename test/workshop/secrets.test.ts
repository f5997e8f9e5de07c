import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { PROJECT_ROOT } from './source-files.ts';

/** Where somebody else's guess meets a secret. */
const FOLDERS = ['engine/server', 'electron'];
/** Whether there is one at all may be asked; what it is, only in constant time. */
const SHORTCUT =
  /\b\w*(?:token|secret|password|digest|passphrase)\w*\)*\s*[!=]==?(?!=|\s*(?:undefined\b|null\b|''|""))|[!=]==?\s*(?:\w+\.)*\w*(?:secret|digest|[tT]oken)\b(?!\()/i;

const shortcutsIn = (source: string): readonly string[] => {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
  return code.split('\n').filter((line) => SHORTCUT.test(line));
};

test('no secret is compared by a shortcut', () => {
  const found = FOLDERS.flatMap((folder) =>
    readdirSync(path.join(PROJECT_ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) => shortcutsIn(readFileSync(path.join(PROJECT_ROOT, folder, name), 'utf8'))),
  );
  expect(found).toEqual([]);
});

test('a shortcut is found, and the question whether there is a secret is none', () => {
  expect(shortcutsIn('if (token === known.token) return role;')).toHaveLength(1);
  expect(shortcutsIn('return given === source.token;')).toHaveLength(1);
  expect(shortcutsIn('if (source?.token === undefined) return; // token === x')).toEqual([]);
});
