import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { expect, test } from 'vitest';
import { followRedirects, validatorOf } from '../../../engine/model-files/remote-response.ts';

type Answer = readonly [statusCode: number, location?: string];

/** Follows from an address over the given answers. @returns what was asked, and the status or the refusal. */
async function follow(startUrl: string, ...answers: readonly Answer[]) {
  const asked: string[] = [];
  const bodies: Readable[] = [];
  const ask = (url: string): Promise<Dispatcher.ResponseData> => {
    const [statusCode, location] = answers[asked.length] ?? [200];
    asked.push(url);
    const body = Readable.from(['x']);
    bodies.push(body);
    return Promise.resolve({ statusCode, headers: { location }, body } as unknown as Dispatcher.ResponseData);
  };
  const end = await followRedirects(startUrl, ask).then(
    ({ statusCode }) => statusCode,
    (error: Error) => error.message,
  );
  return { asked, end, openCount: bodies.filter(({ destroyed }) => !destroyed).length };
}

test('redirects over https are followed, to another host too, and their bodies are closed', async () => {
  expect(await follow('https://a.test/m', [302, 'https://b.test/x'], [307, '/y'])).toEqual({
    asked: ['https://a.test/m', 'https://b.test/x', 'https://b.test/y'],
    end: 200,
    openCount: 1,
  });
});

test('an address without https is never asked, and never followed to', async () => {
  expect(await follow('http://a.test/m')).toMatchObject({
    asked: [],
    end: expect.stringContaining('a.test') as string,
  });
  const { asked, end, openCount } = await follow('https://a.test/m', [302, 'http://a.test/m']);
  expect([asked.length, end, openCount]).toEqual([
    1,
    'a.test redirects to a.test, which is not reached over https.',
    0,
  ]);
});

test('this machine may be asked without https, and nothing leads into it from outside', async () => {
  expect((await follow('http://127.0.0.1:1/m', [302, '/n'])).end).toBe(200);
  expect((await follow('https://a.test/m', [302, 'http://127.0.0.1:1/secret'])).asked).toHaveLength(1);
  expect((await follow('http://127.0.0.1:1/m', [302, 'http://localhost:2/n'])).asked).toHaveLength(1);
});

test.each([undefined, 'http://[', 'file:///etc/passwd', 'javascript:0'])(
  '%s leads nowhere',
  async (location) => {
    const { asked, end } = await follow('https://a.test/m', [301, location as string]);
    expect([asked.length, typeof end]).toEqual([1, 'string']);
  },
);

test('five steps are followed and no more', async () => {
  const steps = (count: number): readonly Answer[] =>
    Array.from({ length: count }, () => [302, '/again'] as const);
  expect((await follow('https://a.test/m', ...steps(5))).end).toBe(200);
  expect((await follow('https://a.test/m', ...steps(6))).end).toBe('a.test redirects in circles.');
});

test.each([
  [{ etag: '"a"', 'last-modified': 'Mon' }, '"a"'],
  [{ etag: 'W/"a"', 'last-modified': 'Mon' }, 'Mon'],
  [{ etag: 'W/"a"' }, 'W/"a"'],
  [{ etag: ['"a"', '"b"'] }, ''],
  [{}, ''],
])('a file with %j is known again by %j', (headers, mark) => {
  expect(validatorOf(headers)).toBe(mark);
});
