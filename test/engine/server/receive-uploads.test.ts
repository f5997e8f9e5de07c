import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EngineError } from '../../../engine/base/engine-error.ts';
import type { Role } from '../../../engine/protocol/commands.ts';
import { MAX_PIECE_BYTES, MODEL_UPLOAD_PATH, SOUND_UPLOAD_PATH } from '../../../engine/protocol/uploads.ts';
import { startTestServer, type TestServer } from './start-test-server.ts';

let directory: string;
let running: TestServer;
let kept: [kind: string, name: string, content: string][];
let refusal: EngineError | undefined;
let sounds: [name: string, content: string][];
let isBusy: boolean;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'sotto-uploads-'));
  kept = [];
  refusal = undefined;
  sounds = [];
  isBusy = false;
  running = await startTestServer({
    sounds: {
      directory: path.join(directory, 'sound'),
      requireFree: () => {
        if (isBusy) throw new EngineError('busy', 'A call is heard.', 'Stop listening.');
      },
      keep: async (file) => {
        sounds.push([path.basename(file), await readFile(file, 'utf8')]);
      },
    },
    models: {
      directory,
      keep: async ({ kind, path: whole }) => {
        if (refusal) throw refusal;
        const files = kind === 'sherpa-onnx' ? await readdir(whole) : [''];
        for (const file of files.toSorted()) {
          const content = await readFile(path.join(whole, file), 'utf8');
          kept.push([kind, path.join(path.basename(whole), file), content]);
        }
      },
    },
  });
});
afterEach(async () => {
  await running.server.close();
  await rm(directory, { recursive: true });
});

interface Piece {
  readonly path: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly kind?: string;
  readonly atBytes?: number;
  readonly isLast?: boolean;
}

function post(
  piece: Piece,
  headers: Record<string, string> = {},
  role: Role = 'settings',
): Promise<Response> {
  const { path: relative, body, kind = 'speech', atBytes = 0, isLast = true } = piece;
  const query = new URLSearchParams({
    kind,
    path: relative,
    atBytes: String(atBytes),
    isLast: String(isLast),
  });
  return fetch(`${running.server.origin}${MODEL_UPLOAD_PATH}?${query.toString()}`, {
    method: 'POST',
    body,
    headers: {
      Origin: running.server.origin,
      Authorization: `Bearer ${running.server.mintToken(role)}`,
      ...headers,
    },
  });
}

test('the pieces of a file are kept as one, and nothing of them stays behind', async () => {
  expect((await post({ path: 'my model.bin', body: 'one ', isLast: false })).status).toBe(204);
  expect((await post({ path: 'my model.bin', body: 'two', atBytes: 4 })).status).toBe(204);
  expect(kept).toEqual([['speech', 'my model.bin', 'one two']]);
  expect(await readdir(path.join(directory, 'speech'))).toEqual([]);
});

test('the files of a folder are kept together, once the last one is there', async () => {
  const kind = 'sherpa-onnx';
  await post({ kind, path: 'moonshine/encoder.onnx', body: 'E', isLast: false });
  expect(kept).toEqual([]);
  await post({ kind, path: 'moonshine/tokens.txt', body: 'T' });
  expect(kept).toEqual([
    [kind, 'moonshine/encoder.onnx', 'E'],
    [kind, 'moonshine/tokens.txt', 'T'],
  ]);
});

test('a refusal names cause and remedy, and the file is gone; another try begins from the start', async () => {
  refusal = new EngineError('speech-model-invalid', 'This is not a speech model.', 'Choose another file.');
  const refused = await post({ path: 'passwd', body: 'root:x:0:0' });
  expect([refused.status, await refused.json()]).toEqual([
    422,
    { code: 'speech-model-invalid', message: 'This is not a speech model.', remedy: 'Choose another file.' },
  ]);
  expect(await readdir(path.join(directory, 'speech'))).toEqual([]);
  refusal = undefined;
  sounds = [];
  isBusy = false;
  expect((await post({ path: 'passwd', body: 'x', atBytes: 10 })).status).toBe(422);
  expect((await post({ path: 'passwd', body: 'whole' })).status).toBe(204);
  expect(kept).toEqual([['speech', 'passwd', 'whole']]);
});

test.each(['../outside', 'a/../../b', '/etc/passwd', 'C:\\x', 'a/b/c', '.hidden', '', 'a/'])(
  'the name %j reaches no place of its own',
  async (name) => {
    expect((await post({ path: name, body: 'x' })).status).toBe(422);
    expect(kept).toEqual([]);
    expect(await readdir(directory)).toEqual([]);
  },
);

test('only the settings may hand over a model, from a page of this server, in pieces of a bounded size', async () => {
  for (const role of ['hud', 'capture', 'shell'] as const)
    expect((await post({ path: 'm.bin', body: 'x' }, {}, role)).status).toBe(401);
  expect((await post({ path: 'm.bin', body: 'x' }, { Origin: 'https://evil.example' })).status).toBe(403);
  const large = new Uint8Array(MAX_PIECE_BYTES + 1);
  expect(
    await post({ path: 'm.bin', body: large }).then(
      ({ status }) => status,
      () => 422,
    ),
  ).toBe(422);
  expect(kept).toEqual([]);
});

function postSound(name: string, body: string, role: Role = 'hud', atBytes = 0, isLast = true) {
  const query = new URLSearchParams({ name, atBytes: String(atBytes), isLast: String(isLast) });
  return fetch(`${running.server.origin}${SOUND_UPLOAD_PATH}?${query.toString()}`, {
    method: 'POST',
    body,
    headers: {
      Origin: running.server.origin,
      Authorization: `Bearer ${running.server.mintToken(role)}`,
    },
  });
}

test('the HUD, and no other page, hands over a recording, piece by piece', async () => {
  expect((await postSound('call.wav', 'RIFF', 'settings')).status).toBe(401);
  expect((await postSound('call.wav', 'RIFF', 'hud', 0, false)).status).toBe(204);
  expect((await postSound('call.wav', 'data', 'hud', 4)).status).toBe(204);
  expect(sounds).toEqual([['call.wav', 'RIFFdata']]);
});

test('a recording is refused at its first piece while a call is heard, and by a name that leads elsewhere', async () => {
  isBusy = true;
  const refused = await postSound('call.wav', 'RIFF', 'hud', 0, false);
  expect([refused.status, await refused.json()]).toMatchObject([422, { code: 'busy' }]);
  isBusy = false;
  for (const name of ['../call.wav', '.call', 'a/b.wav', ''])
    expect((await postSound(name, 'RIFF')).status).toBe(422);
  expect(sounds).toEqual([]);
  expect(await readdir(directory)).toEqual([]);
});

test.skipIf(process.platform === 'win32')(
  'no piece is written through a link that somebody put there',
  async () => {
    const elsewhere = path.join(directory, 'elsewhere');
    await writeFile(elsewhere, 'mine');
    for (const folder of ['speech', 'sound']) {
      await mkdir(path.join(directory, folder));
      await symlink(elsewhere, path.join(directory, folder, 'call.wav'));
    }
    expect((await post({ path: 'call.wav', body: 'RIFF' })).status).toBe(422);
    expect((await post({ path: 'call.wav', body: 'RIFF', atBytes: 4 })).status).toBe(422);
    expect((await postSound('call.wav', 'RIFF')).status).toBe(422);
    expect((await postSound('call.wav', 'RIFF', 'hud', 4)).status).toBe(422);
    expect([await readFile(elsewhere, 'utf8'), kept, sounds]).toEqual(['mine', [], []]);
  },
);
