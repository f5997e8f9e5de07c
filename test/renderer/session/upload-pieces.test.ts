import { expect, test } from 'vitest';
import { MAX_PIECE_BYTES } from '../../../engine/protocol/uploads.ts';
import { uploadPieces } from '../../../renderer/session/upload-pieces.ts';

/** Uploads so many bytes to an engine that answers as given. */
async function upload(
  sizeBytes: number,
  answer: (index: number) => Response | Error = () => new Response(null, { status: 200 }),
  signal?: AbortSignal,
) {
  const posts: [string, number][] = [];
  const sent: number[] = [];
  const post = (path: string, body: Blob): Promise<Response> => {
    const reply = answer(posts.length);
    posts.push([path, body.size]);
    return reply instanceof Error ? Promise.reject(reply) : Promise.resolve(reply);
  };
  const failure = await uploadPieces(
    { post },
    '/sound-file',
    new Blob([new Uint8Array(sizeBytes)]),
    (piece) => ({ name: 'ä b&c', ...piece }),
    (bytes) => sent.push(bytes),
    signal,
  ).catch((error: unknown) => error);
  return { posts, sent, failure };
}

test('a file goes in pieces of four megabytes, the last of which says so', async () => {
  const { posts, sent, failure } = await upload(MAX_PIECE_BYTES + 1);
  const query = 'name=%C3%A4+b%26c';
  expect([posts, sent, failure]).toEqual([
    [
      [`/sound-file?${query}&atBytes=0&isLast=false`, MAX_PIECE_BYTES],
      [`/sound-file?${query}&atBytes=${MAX_PIECE_BYTES}&isLast=true`, 1],
    ],
    [MAX_PIECE_BYTES, 1],
    undefined,
  ]);
});

test.each([0, 1, MAX_PIECE_BYTES])('a file of %i bytes is one piece', async (sizeBytes) => {
  const { posts } = await upload(sizeBytes);
  expect(posts.map(([path, bytes]) => [path.endsWith('isLast=true'), bytes])).toEqual([[true, sizeBytes]]);
});

test('a refusal is reported in the words of the engine, and nothing more is sent', async () => {
  const refusal = { code: 'disk-full', message: 'The disk is full.', remedy: 'Make room.' };
  const { posts, failure } = await upload(3 * MAX_PIECE_BYTES, () => Response.json(refusal, { status: 507 }));
  expect(posts).toHaveLength(1);
  expect(failure).toMatchObject(refusal);
});

test.each([
  ['an engine that is away', () => new Error('refused')],
  ['a reply of another program', () => new Response('<html>', { status: 502 })],
  ['a refusal of another form', () => Response.json({ code: 'nonsense' }, { status: 400 })],
])('%s is reported as such', async (_what, answer) => {
  expect((await upload(1, answer)).failure).toMatchObject({ code: 'busy', remedy: 'Choose it again.' });
});

test('an abort ends it between two pieces, with the reason', async () => {
  const controller = new AbortController();
  const { posts, failure } = await upload(
    3 * MAX_PIECE_BYTES,
    (index) => {
      if (index === 1) controller.abort(new Error('by the user'));
      return new Response();
    },
    controller.signal,
  );
  expect([posts.length, (failure as Error).message]).toEqual([2, 'by the user']);
});
