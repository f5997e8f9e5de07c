import type { Dispatcher } from 'undici';
import { isThisMachine } from '../protocol/network-place.ts';
import { wrongContent } from './download-errors.ts';

const MAX_REDIRECT_COUNT = 5;
const REDIRECT_STATUSES = new Set([301, 302, 303, 307, 308]);

/**
 * Asks for `startUrl` and for where it points, at most five steps on. Every step is https, or stays on
 * the loopback host where it began.
 */
export async function followRedirects(
  startUrl: string,
  ask: (url: string) => Promise<Dispatcher.ResponseData>,
): Promise<Dispatcher.ResponseData> {
  let url = new URL(startUrl);
  if (!isTrusted(url)) throw wrongContent(`${url.host} is not reached over https, so its files are refused.`);
  for (let redirectCount = 0; redirectCount <= MAX_REDIRECT_COUNT; redirectCount += 1) {
    const response = await ask(url.href);
    if (!REDIRECT_STATUSES.has(response.statusCode)) return response;
    response.body.on('error', () => undefined).destroy();
    url = redirectTarget(url, response.headers['location']);
  }
  throw wrongContent(`${url.host} redirects in circles.`);
}

/** The mark by which a file is known again: its ETag, else its date; '' without either. */
export function validatorOf(headers: Dispatcher.ResponseData['headers']): string {
  const etag = headers['etag'];
  if (typeof etag === 'string' && !etag.startsWith('W/')) return etag;
  const lastModified = headers['last-modified'];
  if (typeof lastModified === 'string') return lastModified;
  return typeof etag === 'string' ? etag : '';
}

function redirectTarget(from: URL, location: string | string[] | undefined): URL {
  const target = typeof location === 'string' ? URL.parse(location, from.href) : null;
  if (!target) throw wrongContent(`${from.host} redirects to nowhere.`);
  const isAllowed = target.protocol === 'https:' || (isTrusted(target) && target.hostname === from.hostname);
  if (!isAllowed)
    throw wrongContent(`${from.host} redirects to ${target.host}, which is not reached over https.`);
  return target;
}

function isTrusted(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isThisMachine(url.hostname));
}
