import { isIPv6 } from 'node:net';
import { EngineError } from '../../../base/engine-error.ts';
import { networkPlaceOf } from '../../../protocol/network-place.ts';
import type { ChatModel } from './chat-model.ts';

const OLLAMA_PORT = '11434';
/** As long as browsers let an address be. */
const MAX_ADDRESS_CHARACTERS = 2_048;

/**
 * Reads what `OLLAMA_HOST` may hold: `host`, `host:port`, `:port`, `[v6]:port` or a URL, in quotes or not. A
 * server that listens everywhere (`0.0.0.0`, `::`) is reached by loopback.
 * @returns a base URL without a slash at the end.
 * @throws EngineError 'bad-argument' when it is not an http address or holds a password.
 */
export function parseOllamaHost(text: string): string {
  if (text.length > MAX_ADDRESS_CHARACTERS)
    throw new EngineError(
      'bad-argument',
      `The address of the model server has ${text.length} characters, more than any address.`,
      'Use an address such as http://127.0.0.1:11434.',
    );
  const trimmed = withoutQuotes(text);
  if (trimmed === '') return `http://127.0.0.1:${OLLAMA_PORT}`;
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed);
  const address = hasScheme ? trimmed : `http://${withHost(trimmed)}`;
  const url = URL.parse(address);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new EngineError(
      'bad-argument',
      `"${withoutCredentials(trimmed)}" is not the address of a model server.`,
      'Use an address such as http://127.0.0.1:11434.',
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new EngineError(
      'bad-argument',
      `The address of the model server at ${url.host} holds a user name or password, which would be stored and shown.`,
      'Leave them out of the address, and set SOTTO_MODEL_TOKEN where the server wants a token.',
    );
  }
  if (url.hostname === '0.0.0.0') url.hostname = '127.0.0.1';
  if (url.hostname === '[::]') url.hostname = '[::1]';
  // `new URL` drops a port that is the scheme's own, so an explicit `:80` is looked for in the text.
  const hasPort = url.port !== '' || /:\d+$/.test(address.replace(/\/+$/, ''));
  if (!hasPort && !hasScheme) url.port = OLLAMA_PORT;
  return url.href.replace(/\/+$/, '');
}

/** Where requests to `baseUrl` end up, judged by the host's name alone. A VPN counts as the local network. */
export function locationOf(baseUrl: string): ChatModel['location'] {
  const place = networkPlaceOf(new URL(baseUrl).hostname);
  return place === 'vpn' ? 'local-network' : place;
}

/** `baseUrl` without user name and password, for display and logs. */
export function displayAddress(baseUrl: string): string {
  const url = new URL(baseUrl);
  url.username = '';
  url.password = '';
  return url.href.replace(/\/+$/, '');
}

/** Quotes that a shell, an .env file or a service's settings left around the value. */
function withoutQuotes(text: string): string {
  return text
    .trim()
    .replaceAll(/^[\p{Pi}\p{Pf}„"'`]+|[\p{Pi}\p{Pf}"'`]+$/gu, '')
    .trim();
}

function withoutCredentials(text: string): string {
  return text.replace(/^(?:.*:\/\/)?[^/]*@/, '…@');
}

function withHost(text: string): string {
  if (isIPv6(text)) return `[${text}]`;
  return text.startsWith(':') ? `127.0.0.1${text}` : text;
}
