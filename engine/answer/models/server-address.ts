import { isIPv4, isIPv6 } from 'node:net';
import { EngineError } from '../../base/engine-error.ts';
import type { ChatModel } from '../chat-model.ts';

const OLLAMA_PORT = '11434';

/**
 * Reads what `OLLAMA_HOST` may hold: `host`, `host:port`, `:port`, `[v6]:port` or a URL. A server that
 * listens everywhere (`0.0.0.0`, `::`) is reached by loopback.
 * @returns a base URL without a slash at the end.
 * @throws EngineError 'bad-argument' when it is no http address at all.
 */
export function parseOllamaHost(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return `http://127.0.0.1:${OLLAMA_PORT}`;
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed);
  const address = hasScheme ? trimmed : `http://${withHost(trimmed)}`;
  const url = URL.parse(address);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new EngineError(
      'bad-argument',
      `"${trimmed}" is not the address of a model server.`,
      'Use an address such as http://127.0.0.1:11434.',
    );
  }
  if (url.hostname === '0.0.0.0') url.hostname = '127.0.0.1';
  if (url.hostname === '[::]') url.hostname = '[::1]';
  // `new URL` drops a port that is the scheme's own, so an explicit `:80` is looked for in the text.
  const hasPort = url.port !== '' || /:\d+$/.test(address.replace(/\/+$/, ''));
  if (!hasPort && !hasScheme) url.port = OLLAMA_PORT;
  return url.href.replace(/\/+$/, '');
}

/** Where requests to `baseUrl` end up, judged by the host's name alone. */
export function locationOf(baseUrl: string): ChatModel['location'] {
  const host = new URL(baseUrl).hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (isIPv4(host)) {
    if (host.startsWith('127.')) return 'this-machine';
    const isPrivate = /^(10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.)/.test(host);
    return isPrivate ? 'local-network' : 'remote';
  }
  if (isIPv6(host)) {
    if (host === '::1') return 'this-machine';
    return /^(f[cd]|fe80:)/.test(host) ? 'local-network' : 'remote';
  }
  if (host === 'localhost') return 'this-machine';
  return !host.includes('.') || /\.(local|lan|home\.arpa|internal)$/.test(host) ? 'local-network' : 'remote';
}

/** `baseUrl` without user name and password, for display and logs. */
export function displayAddress(baseUrl: string): string {
  const url = new URL(baseUrl);
  url.username = '';
  url.password = '';
  return url.href.replace(/\/+$/, '');
}

function withHost(text: string): string {
  if (isIPv6(text)) return `[${text}]`;
  return text.startsWith(':') ? `127.0.0.1${text}` : text;
}
