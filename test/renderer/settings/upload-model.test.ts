import { expect, test } from 'vitest';
import { modelPieceSchema } from '../../../engine/protocol/uploads.ts';
import { uploadModel } from '../../../renderer/settings/upload-model.ts';

const fileOf = (name: string, sizeBytes: number, folderPath = ''): File => {
  const file = new File([new Uint8Array(sizeBytes)], name);
  Object.defineProperty(file, 'webkitRelativePath', { value: folderPath });
  return file;
};

/** What the engine is posted, as it reads it, and the shares that are shown. */
async function upload(...files: readonly File[]) {
  const pieces: unknown[] = [];
  const shares: number[] = [];
  const post = (path: string): Promise<Response> => {
    const query = new URL(path, 'http://localhost').searchParams;
    pieces.push(modelPieceSchema.parse(Object.fromEntries(query)));
    return Promise.resolve(new Response());
  };
  await uploadModel({ post }, 'speech', files, (share) => shares.push(share));
  return { pieces, shares };
}

test('only the last piece of the last file is the last', async () => {
  const { pieces, shares } = await upload(
    fileOf('a.onnx', 1, 'model/a.onnx'),
    fileOf('b.onnx', 3, 'model/b.onnx'),
  );
  expect(pieces).toEqual([
    { kind: 'speech', path: 'model/a.onnx', atBytes: 0, isLast: 'false' },
    { kind: 'speech', path: 'model/b.onnx', atBytes: 0, isLast: 'true' },
  ]);
  expect(shares).toEqual([0.25, 1]);
});

test('files without a byte are all there at once', async () => {
  expect((await upload(fileOf('a.bin', 0))).shares).toEqual([1]);
});

test.each([
  ['Größe (1).bin', '', 'Gr-e-1-.bin'],
  ['.hidden', '', 'hidden'],
  ['东京', '', 'model'],
  ['../../x.bin', '', 'x.bin'],
  ['a.onnx', 'my model/sub/a.onnx', 'my-model/a.onnx'],
])('%j in %j goes as %j, which the engine takes', async (name, folderPath, path) => {
  expect((await upload(fileOf(name, 1, folderPath))).pieces).toMatchObject([{ path }]);
});
