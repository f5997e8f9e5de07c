import type { AccessToken, TokenService } from '../protocol/access-tokens.ts';

/** How Sotto presents itself to one server. */
export interface ServerAccess {
  /** To be sent with each request to that server and to no other. */
  readonly headers: Readonly<Record<string, string>>;
  /** In words, when the server answers 401 or 403. */
  readonly refusal: AccessRefusal;
}

export interface AccessRefusal {
  readonly message: string;
  readonly remedy: string;
}

const NAMES: Readonly<Record<TokenService, { server: string; place: string }>> = {
  model: { server: 'The model server', place: 'Settings, Model, or set SOTTO_MODEL_TOKEN' },
  speech: { server: 'The speech server', place: 'Settings, Speech, or set SOTTO_SPEECH_TOKEN' },
};

/**
 * The access to the server at `url`: the token, if it was entered for this very origin, else the user name and
 * password of the address, else nothing.
 */
export function accessTo(
  service: TokenService,
  url: string,
  accessToken: AccessToken | undefined,
): ServerAccess {
  const { origin, host, username, password } = new URL(url);
  const { server, place } = NAMES[service];
  const refusal = (what: string, remedy: string): AccessRefusal => ({
    message: `${server} at ${host} ${what}.`,
    remedy: `${remedy} in ${place}.`,
  });
  if (accessToken?.origins.includes(origin)) {
    return {
      headers: { authorization: `Bearer ${accessToken.token}` },
      refusal: refusal('refused the access token', 'Enter a valid token'),
    };
  }
  const headers = username === '' && password === '' ? {} : basicAuthorization(username, password);
  return accessToken
    ? {
        headers,
        refusal: refusal(
          'wants an access token, and yours was entered for another address',
          'Enter the token for this address',
        ),
      }
    : { headers, refusal: refusal('wants an access token', 'Enter one') };
}

function basicAuthorization(username: string, password: string): Record<string, string> {
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
}
