import { execFileSync } from 'node:child_process';
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '../../../engine/base/logger.ts';
import {
  defaultSettings,
  settingsSchema,
  type Settings,
  type SettingsPatch,
} from '../../../engine/protocol/settings.ts';
import { salvageSettings } from '../../../engine/settings/salvage-settings.ts';
import { openSettingsStore, type SettingsStore } from '../../../engine/settings/settings-store.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-settings-'));
  file = path.join(folder, 'settings.json');
});
afterEach(async () => {
  await chmod(folder, 0o700);
  await rm(folder, { recursive: true });
});

const open = (overrides?: SettingsPatch): Promise<SettingsStore> =>
  openSettingsStore({ directory: folder, log: silentLogger, ...(overrides && { overrides }) });

const changed = {
  ...defaultSettings,
  answer: { ...defaultSettings.answer, bulletCount: 2 },
  model: { ...defaultSettings.model, name: 'tiny' },
};

test('a new folder holds the defaults and no notice', async () => {
  const store = await open();
  expect([store.current, store.notice]).toEqual([defaultSettings, undefined]);
});

test('changes are merged by section, reported, and there after a restart', async () => {
  const store = await open();
  const reported: unknown[] = [];
  const stop = store.onChange((settings) => reported.push(settings));
  await store.change({ answer: { bulletCount: 2 } });
  stop();
  expect(await store.change({ model: { name: 'tiny' } })).toEqual(changed);
  expect(reported).toEqual([{ ...changed, model: defaultSettings.model }]);
  expect((await open()).current).toEqual(changed);
});

test('changes sent at once are all kept', async () => {
  const store = await open();
  await Promise.all([
    store.change({ answer: { bulletCount: 2 } }),
    store.change({ model: { name: 'tiny' } }),
  ]);
  expect((await open()).current).toEqual(changed);
});

test('a value out of bounds is refused by the name of its field and changes nothing', async () => {
  const store = await open();
  await expect(store.change({ answer: { bulletCount: 9 } })).rejects.toMatchObject({
    code: 'bad-settings',
    message: expect.stringContaining('"answer.bulletCount"') as string,
  });
  expect(store.current).toEqual(defaultSettings);
  expect(await readdir(folder)).toEqual([]);
});

test.each<[SettingsPatch, string]>([
  [
    { turn: { minHangoverMs: 2_000, maxHangoverMs: 1_200 } },
    'The setting "turn.minHangoverMs" cannot have this value: The shortest pause cannot be longer than the longest one.',
  ],
  [
    { keys: { wipe: 'Shift+CmdOrCtrl+F5' } },
    'The setting "keys.wipe" cannot have this value: "keys.pause" has the same key.',
  ],
  [
    { keys: { wipe: 'Ctrl+W' } },
    'The setting "keys.wipe" cannot have this value: "Ctrl+W" belongs to the system or to every program.',
  ],
  [
    { privacy: { consentAtMs: 1e300 } },
    'The setting "privacy.consentAtMs" cannot have this value: Consent cannot have been given at that time.',
  ],
  [
    { privacy: { consentAtMs: -1e308 } },
    'The setting "privacy.consentAtMs" cannot have this value: Consent cannot have been given at that time.',
  ],
  [
    { privacy: { consentAtMs: Date.now() + 2 * 24 * 60 * 60 * 1_000 } },
    'The setting "privacy.consentAtMs" cannot have this value: Consent cannot have been given at that time.',
  ],
  [
    { speech: { model: '/models/\u001B[31mred.bin' } },
    'The setting "speech.model" cannot have this value: Leave out line breaks and other control characters.',
  ],
])('a value without meaning is refused, and not used when the file holds it: %j', async (patch, message) => {
  const store = await open();
  await expect(store.change(patch)).rejects.toMatchObject({ code: 'bad-settings', message });
  expect(store.current).toEqual(defaultSettings);
  const stored = Object.fromEntries(
    Object.entries(defaultSettings).map(([name, fields]) => [
      name,
      typeof fields === 'object' ? { ...fields, ...patch[name as keyof SettingsPatch] } : fields,
    ]),
  );
  const { settings, problems } = salvageSettings(stored);
  expect(problems).toEqual([/"(.+?)"/.exec(message)?.[1]]);
  expect(settings).toEqual(
    patch.keys ? { ...defaultSettings, keys: { ...defaultSettings.keys, wipe: '' } } : defaultSettings,
  );
});

test('overrides hold for the run, are never written, and give way to a change of their field', async () => {
  const overrides: SettingsPatch = { model: { name: 'from-env', ollamaUrl: 'http://127.0.0.1:1' } };
  const store = await open(overrides);
  expect(store.current.model.name).toBe('from-env');
  await store.change({ answer: { bulletCount: 2 } });
  expect((await open()).current.model).toEqual(defaultSettings.model);
  await store.change({ model: { name: 'tiny' } });
  expect(store.current.model).toMatchObject({ name: 'tiny', ollamaUrl: 'http://127.0.0.1:1' });
  expect((await open()).current).toEqual(changed);
});

test('files are readable by their owner only, whatever the umask', async () => {
  const inner = path.join(folder, 'inner');
  const before = process.umask(0);
  try {
    const store = await openSettingsStore({ directory: inner, log: silentLogger });
    await store.change({ answer: { bulletCount: 2 } });
    await store.change({ answer: { bulletCount: 3 } });
  } finally {
    process.umask(before);
  }
  const modes = await Promise.all(
    (await readdir(inner)).map(async (name) => [name, (await stat(path.join(inner, name))).mode & 0o777]),
  );
  expect((await stat(inner)).mode & 0o777).toBe(0o700);
  expect(modes).toEqual([
    ['settings.json', 0o600],
    ['settings.json.bak', 0o600],
  ]);
});

const BAD_FILES: readonly (readonly [string, (file: string) => Promise<void>])[] = [
  ['empty', (target) => writeFile(target, '')],
  ['half of it', async (target) => truncate(target, 300)],
  [
    'binary',
    (target) =>
      writeFile(
        target,
        Uint8Array.from({ length: 4_096 }, (_, index) => index % 256),
      ),
  ],
  ['50 MB', (target) => writeFile(target, Buffer.alloc(50 * 1_024 * 1_024, ' '))],
  [
    'whole, but followed by 2 MB of blanks',
    async (target) => writeFile(target, (await readFile(target, 'utf8')) + ' '.repeat(2_000_000)),
  ],
  ['an array', (target) => writeFile(target, '[1,2,3]')],
  ['null', (target) => writeFile(target, 'null')],
];

test.each(BAD_FILES)(
  'a settings file that is %s is kept aside and the last good one is used',
  async (_, spoil) => {
    const store = await open();
    await store.change({ answer: { bulletCount: 2 } });
    await store.change({ model: { name: 'tiny' } });
    await store.change({ answer: { cacheDays: 5 } });
    await spoil(file);
    for (const again of [await open(), await open()]) {
      // Until it can be read: what was chosen last may have been not to keep anything.
      expect(again.current).toEqual(guarded(changed));
      expect(again.notice?.message).toBe(
        'The settings file could not be read, so the ones before the last change are used, and nothing that is said is kept.',
      );
    }
    const mended = await open();
    await mended.change({ answer: { cacheDays: 6 } });
    expect((await readdir(folder)).filter((name) => name.includes('.bad-'))).toHaveLength(1);
    const after = await open();
    expect(after.notice).toBeUndefined();
    expect(after.current).toEqual(guarded({ ...changed, answer: { ...changed.answer, cacheDays: 6 } }));
  },
);

const NO_FILES: readonly (readonly [string, (file: string) => unknown])[] = [
  ['a folder', (target) => mkdir(target)],
  ['a pipe', (target) => execFileSync('mkfifo', [target])],
  ['a link', (target) => symlink(path.join(folder, 'settings.json.bak'), target)],
];

test.runIf(process.platform !== 'win32').each(NO_FILES)(
  '%s in the place of the settings file is not read, and set aside by the next change',
  async (_, place) => {
    const store = await open();
    await store.change({ model: { name: 'tiny' } });
    await store.change({ answer: { cacheDays: 5 } });
    await rm(file);
    await place(file);
    expect((await open()).notice).toEqual({
      message:
        'settings.json in the data folder is not a file, so the ones before the last change are used, and nothing that is said is kept.',
      remedy: `Move ${file} away, or change any setting here.`,
    });
    await (await open()).change({ answer: { cacheDays: 6 } });
    const after = await open();
    expect([after.notice, after.current.model.name, after.current.answer.cacheDays]).toEqual([
      undefined,
      'tiny',
      6,
    ]);
  },
);

test.runIf(process.platform !== 'win32')(
  'of what was set aside the newest three are kept, for their owner only',
  async () => {
    for (const index of [2, 3, 4, 5, 1]) {
      for (const text of ['{', JSON.stringify({ ...defaultSettings, telepathy: index })]) {
        await writeFile(file, text);
        await chmod(file, 0o644);
        await utimes(file, index, index);
        await open();
      }
    }
    const copies = (await readdir(folder)).filter((name) => /\.(?:bad|aside)-/.test(name));
    expect(copies.toSorted()).toEqual([
      'settings.json.aside-1000',
      'settings.json.aside-4000',
      'settings.json.aside-5000',
      'settings.json.bad-1000',
      'settings.json.bad-4000',
      'settings.json.bad-5000',
    ]);
    const modes = await Promise.all(
      copies.map(async (name) => (await stat(path.join(folder, name))).mode & 0o777),
    );
    expect(new Set(modes)).toEqual(new Set([0o600]));
  },
);

function guarded(settings: Settings): Settings {
  return { ...settings, privacy: { ...settings.privacy, consentAtMs: null, retention: 'session' } };
}

test('without a good backup the defaults stand in', async () => {
  await writeFile(file, '{');
  await writeFile(`${file}.bak`, '{');
  const store = await open();
  expect(store.current).toEqual(guarded(defaultSettings));
  expect(store.notice?.message).toBe(
    'The settings file could not be read, so the defaults are used, and nothing that is said is kept.',
  );
});

test('fields of a wrong type, unknown and future ones are named and kept aside; the rest is used', async () => {
  const stored = {
    ...changed,
    version: 2,
    answer: { ...changed.answer, cacheDays: 'soon', tone: 'formal' },
    keys: 7,
    telepathy: { isOn: true },
  };
  await writeFile(file, JSON.stringify(stored));
  const store = await open();
  expect(store.current).toEqual(changed);
  expect(store.notice?.message).toBe(
    'Some settings could not be used: answer.cacheDays, answer.tone, keys, telepathy, version.',
  );
  await store.change({ model: { name: 'other' } });
  const aside = (await readdir(folder)).find((name) => name.includes('.aside-')) ?? '';
  expect(JSON.parse(await readFile(path.join(folder, aside), 'utf8'))).toEqual(stored);
});

test('a field that an older version did not know gets its default without a word', async () => {
  const { appearance: _appearance, ...older } = changed;
  await writeFile(file, JSON.stringify(older));
  const store = await open();
  expect([store.current, store.notice]).toEqual([changed, undefined]);
});

test.each([
  ['users who agreed before there was a guide need none', { consentAtMs: 1 }, 'done'],
  ['users who did not are led through it', { consentAtMs: null }, 'consent'],
] as const)('%s', (_title, privacy, step) => {
  expect(salvageSettings({ version: 1, privacy }).settings.guide.step).toBe(step);
});

test('whatever JSON the file holds, valid settings come out', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(
        fc.constantFrom(...Object.keys(defaultSettings), '__proto__', 'constructor'),
        fc.oneof(
          fc.jsonValue(),
          fc.dictionary(fc.constantFrom('name', 'bulletCount', 'theme', 'toString'), fc.jsonValue()),
        ),
      ),
      async (stored) => {
        await writeFile(file, JSON.stringify(stored));
        const store = await open();
        expect(settingsSchema.parse(store.current)).toEqual(store.current);
      },
    ),
    { numRuns: 100 },
  );
  expect(Object.prototype).not.toHaveProperty('name');
});

test('a folder that cannot be written keeps a change for this run and says so, until it can be', async () => {
  const store = await open();
  await store.change({ answer: { bulletCount: 2 } });
  // Root may write anywhere, so the folder's place is taken by a file instead of its write bit.
  await rm(folder, { recursive: true });
  await writeFile(folder, '');
  expect(await store.change({ model: { name: 'tiny' } })).toEqual(changed);
  expect(store.current).toEqual(changed);
  expect(store.notice).toEqual({
    message: 'The change holds for now, but the settings file could not be written.',
    remedy: `Make the folder ${folder} writable and change it again.`,
  });
  await rm(folder);
  await mkdir(folder);
  await store.change({ model: { name: 'tiny' } });
  expect(store.notice).toBeUndefined();
  expect((await open()).current).toEqual(changed);
});

test('a folder that cannot even be made still gives settings', async () => {
  await writeFile(file, '');
  const store = await openSettingsStore({ directory: path.join(file, 'inside'), log: silentLogger });
  expect(store.notice?.message).toContain('a file is in its place');
  await store.change({ answer: { bulletCount: 2 } });
  expect(store.current.answer.bulletCount).toBe(2);
  expect(store.notice?.message).toContain('could not be written');
});

test.each<[string, string, 'session' | 'keep']>([
  [
    'a byte order mark',
    '\uFEFF{"version":1,"privacy":{"retention":"session"},"answer":{"bulletCount":2}}',
    'session',
  ],
  [
    'a mistyped value',
    '{"version":1,"privacy":{"retention":"Session"},"answer":{"bulletCount":2}}',
    'session',
  ],
  [
    'a mistyped field',
    '{"version":1,"privacy":{"retension":"session"},"answer":{"bulletCount":2}}',
    'session',
  ],
  [
    'a mistyped section',
    '{"version":1,"privcy":{"retention":"session"},"answer":{"bulletCount":2}}',
    'session',
  ],
  ['a section of another type', '{"version":1,"privacy":"session","answer":{"bulletCount":2}}', 'session'],
  [
    'a mistake elsewhere',
    '{"version":1,"privacy":{"retention":"keep"},"answer":{"bulletCount":2,"tone":1}}',
    'keep',
  ],
  ['no word about it', '{"version":1,"answer":{"bulletCount":2}}', 'keep'],
])('with %s the more private choice holds and the rest is used', async (_name, text, retention) => {
  await writeFile(file, text);
  const { current } = await open();
  expect([current.privacy.retention, current.answer.bulletCount]).toEqual([retention, 2]);
});

test('an address with a password is refused, without repeating it', async () => {
  const store = await open();
  const refused = await store
    .change({ model: { ollamaUrl: 'http://ann:hunter2@gpu.example' } })
    .catch(String);
  expect(refused).toContain('access token');
  expect(refused).not.toContain('hunter2');
});
