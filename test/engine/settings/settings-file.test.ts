import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { silentLogger } from '../../../engine/base/logger.ts';
import { defaultSettings, type Settings } from '../../../engine/protocol/settings.ts';
import { mostPrivate } from '../../../engine/settings/salvage-settings.ts';
import { readStored, writeSettings } from '../../../engine/settings/settings-file.ts';

async function stage(text?: string) {
  const folder = await mkdtemp(path.join(tmpdir(), 'sotto-settings-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'settings.json');
  if (text !== undefined) await writeFile(file, text);
  return {
    folder,
    file,
    read: () => readStored(folder, silentLogger),
    write: (settings: Settings) => writeSettings(folder, settings, silentLogger),
  };
}

const CHANGED: Settings = {
  ...defaultSettings,
  model: { ...defaultSettings.model, name: 'toy' },
};

test('what was written is read again, also behind a byte order mark', async () => {
  const { file, read, write } = await stage();
  expect(await read()).toEqual({ settings: defaultSettings, notice: undefined });
  expect(await write(CHANGED)).toBeUndefined();
  expect(await read()).toEqual({ settings: CHANGED, notice: undefined });
  await writeFile(file, `\uFEFF${await readFile(file, 'utf8')}`);
  expect(await read()).toEqual({ settings: CHANGED, notice: undefined });
});

test.each([
  ['no JSON', '{ "model": '],
  ['no record', '[]'],
  ['far too large', `{"x":"${'x'.repeat(1_100_000)}"}`],
])(
  'a file that is %s gives way to the most private defaults, and stays with a copy aside',
  async (_title, text) => {
    const { folder, file, read } = await stage(text);
    const { settings, notice } = await read();
    expect(settings).toEqual(mostPrivate(defaultSettings));
    expect(notice?.message).toBe(
      'The settings file could not be read, so the defaults are used, and nothing that is said is kept.',
    );
    const aside = (await readdir(folder)).find((name) => name.startsWith('settings.json.bad-')) ?? 'none';
    expect(notice?.remedy).toContain(aside);
    expect(await readFile(path.join(folder, aside), 'utf8')).toBe(text);
    expect(await readFile(file, 'utf8')).toBe(text);
  },
);

test('the settings before the last change stand in for a broken file', async () => {
  const { file, read, write } = await stage();
  await write(CHANGED);
  await write(defaultSettings);
  await writeFile(file, '{');
  const { settings, notice } = await read();
  expect(settings).toEqual(mostPrivate(CHANGED));
  expect(notice?.message).toContain('the ones before the last change are used');
});

test('a broken file never becomes the backup', async () => {
  const { folder, file, write } = await stage();
  await write(CHANGED);
  await write(CHANGED);
  await writeFile(file, '{');
  await write(defaultSettings);
  const backup = await readFile(path.join(folder, 'settings.json.bak'), 'utf8');
  expect(JSON.parse(backup)).toEqual(CHANGED);
});

test('a value of no use costs itself alone, and is named', async () => {
  const { read, file } = await stage(
    JSON.stringify({ ...CHANGED, model: { ...CHANGED.model, backend: 'abacus' } }),
  );
  const { settings, notice } = await read();
  expect(settings.model.name).toBe('toy');
  expect(settings.model.backend).toBe(defaultSettings.model.backend);
  expect(notice?.message).toBe('Some settings could not be used: model.backend.');
  expect(notice?.remedy).toContain(`Correct them in ${file}`);
});

test('of the copies set aside the three newest stay', async () => {
  const { folder, file, read } = await stage('{');
  for (let second = 1; second <= 5; second += 1) {
    await utimes(file, second, second);
    await read();
  }
  const copies = (await readdir(folder)).filter((name) => name.includes('.bad-'));
  expect(copies.toSorted()).toEqual([3, 4, 5].map((second) => `settings.json.bad-${second}000`));
});

test('a folder in the place of the file is named, and moved away by the next change', async () => {
  const { folder, file, read, write } = await stage();
  await mkdir(file);
  await writeFile(path.join(file, 'own.txt'), 'mine');
  expect((await read()).notice?.message).toContain('settings.json in the data folder is not a file');
  expect(await write(CHANGED)).toBeUndefined();
  expect((await read()).settings).toEqual(CHANGED);
  const moved = (await readdir(folder)).find((name) => name.startsWith('settings.json.bad-')) ?? 'none';
  expect(await readFile(path.join(folder, moved, 'own.txt'), 'utf8')).toBe('mine');
});

test('a change that cannot be written says so, and what to do', async () => {
  const { file } = await stage('{}');
  expect(await writeSettings(file, CHANGED, silentLogger)).toEqual({
    message: 'The change holds for now, but the settings file could not be written.',
    remedy: `Make the folder ${file} writable and change it again.`,
  });
});

test('of the names in a damaged file the notice gives a few, cut short', async () => {
  const names = Array.from({ length: 1_000 }, (_, index) => [`${index}${'x'.repeat(900)}`, 1]);
  const { read } = await stage(JSON.stringify({ ...defaultSettings, ...Object.fromEntries(names) }));
  const { settings, notice } = await read();
  expect(settings.model).toEqual(defaultSettings.model);
  expect(notice?.message.length).toBeLessThan(400);
  expect(notice?.message).toContain(`0${'x'.repeat(50)}`);
});
