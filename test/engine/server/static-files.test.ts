import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStaticFiles } from '../../../engine/server/static-files.ts';

let folder: string;
let pages: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-pages-'));
  pages = path.join(folder, 'pages');
  await mkdir(path.join(pages, 'assets'), { recursive: true });
  await writeFile(path.join(folder, 'secret.txt'), 'secret');
  await writeFile(path.join(pages, 'index.html'), '<title>HUD</title>');
  await writeFile(path.join(pages, 'assets', 'app-abc.js'), 'run()');
});
afterEach(() => rm(folder, { recursive: true }));

const read = async (requestPath: string): Promise<string | undefined> =>
  (await openStaticFiles(pages).read(requestPath))?.bytes.toString();

test('a page is found by its path, and the root is the first one', async () => {
  const files = openStaticFiles(pages);
  const page = {
    bytes: Buffer.from('<title>HUD</title>'),
    contentType: 'text/html; charset=utf-8',
    isImmutable: false,
  };
  expect(await files.read('/')).toEqual(page);
  expect(await files.read('/index.html')).toEqual(page);
  expect(await files.read('/assets/app-abc.js')).toMatchObject({
    contentType: 'text/javascript; charset=utf-8',
    isImmutable: true,
  });
});

test.each([
  '/../secret.txt',
  '/assets/../../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '//secret.txt',
  '/assets/..\\..\\secret.txt',
  '/assets',
  '/assets/',
  '/INDEX.html',
  '/index.html\0',
  '',
  'index.html',
])('%j leads nowhere', async (requestPath) => {
  expect(await read(requestPath)).toBeUndefined();
});

test('links are not pages, wherever they lead', async () => {
  await symlink(path.join(folder, 'secret.txt'), path.join(pages, 'linked.txt'));
  await symlink(folder, path.join(pages, 'linked'), 'junction');
  expect([await read('/linked.txt'), await read('/linked/secret.txt')]).toEqual([undefined, undefined]);
});

test('files of a kind that no page has are not given', async () => {
  for (const name of ['app.ts', '.env', 'app.js.map', 'README']) await writeFile(path.join(pages, name), 'x');
  for (const name of ['/app.ts', '/.env', '/app.js.map', '/README'])
    expect(await read(name), name).toBeUndefined();
});

test('pages that were rebuilt are found with their new parts', async () => {
  const files = openStaticFiles(pages);
  await files.read('/');
  await rm(path.join(pages, 'assets', 'app-abc.js'));
  await writeFile(path.join(pages, 'assets', 'app-def.js'), 'run2()');
  expect(await files.read('/assets/app-abc.js')).toBeUndefined();
  await files.read('/');
  expect((await files.read('/assets/app-def.js'))?.bytes.toString()).toBe('run2()');
});

test('a folder that is not there has no pages, until it is built', async () => {
  const files = openStaticFiles(path.join(folder, 'later'));
  expect(await files.read('/')).toBeUndefined();
  await mkdir(path.join(folder, 'later'));
  await writeFile(path.join(folder, 'later', 'index.html'), 'built');
  expect((await files.read('/'))?.bytes.toString()).toBe('built');
});
