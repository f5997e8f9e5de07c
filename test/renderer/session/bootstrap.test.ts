import { expect, test } from 'vitest';
import { openPageSession, requestSettingsToken, shellOf } from '../../../renderer/session/bootstrap.ts';

const TOKENS = { hud: 'a'.repeat(43), history: 'b'.repeat(43), capture: 'c'.repeat(43) };

interface Stage {
  readonly hash?: string;
  readonly kept?: string;
  /** What the engine answers; an error where it does not. */
  readonly answer?: () => Response;
  readonly shell?: object;
}

/** As much of a browser's window as is used, with the engine behind it. */
function openPage({ hash = '', kept, answer = () => new Response('', { status: 403 }), shell }: Stage = {}) {
  const storage = new Map<string, string>(kept === undefined ? [] : [['sotto.session', kept]]);
  const asked: [string, RequestInit][] = [];
  const shown: string[] = [];
  const page = {
    location: { hash, pathname: '/', search: '?theme=dark' },
    history: { replaceState: (_state: unknown, _title: string, url: string) => shown.push(url) },
    sessionStorage: {
      getItem: (name: string) => storage.get(name) ?? null,
      setItem: (name: string, value: string) => storage.set(name, value),
    },
    fetch: (path: string, request: RequestInit) => {
      asked.push([path, request]);
      return Promise.resolve().then(answer);
    },
    ...(shell && { sotto: shell }),
  } as unknown as Window;
  return { page, storage, asked, shown };
}

const json = (value: unknown) => (): Response => Response.json(value);

test('the code of the address bar is exchanged once, leaves the address, and the tokens are kept', async () => {
  const { page, storage, asked, shown } = openPage({
    hash: '#code=once',
    answer: json({ tokens: TOKENS }),
  });
  expect(await openPageSession(page)).toEqual(TOKENS);
  expect(asked.map(([path, { body }]) => [path, body])).toEqual([['/session', '{"code":"once"}']]);
  expect(shown).toEqual(['/?theme=dark']);
  const { page: reloaded, asked: askedAgain } = openPage({ kept: storage.get('sotto.session') ?? '' });
  expect(await openPageSession(reloaded)).toEqual(TOKENS);
  expect(askedAgain).toEqual([]);
});

test.each<[string, () => Response]>([
  ['is refused', () => new Response('', { status: 403 })],
  [
    'cannot be asked about',
    () => {
      throw new TypeError('Failed to fetch');
    },
  ],
  ['brings something else', json({ tokens: 'none' })],
])(
  'a code that %s gives way to what the tab has kept, and leaves the address all the same',
  async (_title, answer) => {
    const kept = JSON.stringify({ tokens: TOKENS });
    const { page, shown } = openPage({ hash: '#code=old', kept, answer });
    expect(await openPageSession(page)).toEqual(TOKENS);
    expect(shown).toHaveLength(1);
  },
);

test.each([undefined, '{', 'null', '{"tokens":{"king":"x"}}'])('of %j nothing is opened', async (kept) => {
  expect(await openPageSession(openPage(kept === undefined ? {} : { kept }).page)).toBeUndefined();
});

test('in the desktop app the shell gives the tokens, and no code is looked at', async () => {
  const { page, asked } = openPage({
    hash: '#code=once',
    shell: { session: () => Promise.resolve({ tokens: TOKENS }) },
  });
  expect(await openPageSession(page)).toEqual(TOKENS);
  expect([asked, shellOf(openPage().page)]).toEqual([[], undefined]);
});

test('the HUD’s token buys one for the settings, and none where the engine does not know it', async () => {
  const settings = 'd'.repeat(43);
  const { page, asked } = openPage({ answer: json({ tokens: { settings } }) });
  expect(await requestSettingsToken(page, TOKENS.hud)).toBe(settings);
  expect(asked[0]?.[1]).toMatchObject({ method: 'POST', headers: { authorization: `Bearer ${TOKENS.hud}` } });
  expect(await requestSettingsToken(openPage().page, TOKENS.hud)).toBeUndefined();
});
