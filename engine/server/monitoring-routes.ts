import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { bearerOf, hasOrigin, type Access } from './access.ts';
import { endResponse } from './http-body.ts';

export const HEALTH_PATH = '/health';
export const METRICS_PATH = '/metrics';

/** What the server needs from the keeper of the figures. */
export interface MonitoringSource {
  /** Undefined: monitoring is off, and its paths do not exist. */
  readonly token: string | undefined;
  health(): { readonly status: 'ok' | 'degraded' | 'failed' };
  metrics(): Promise<string>;
}

/**
 * Answers `GET /health` (JSON; 503 once a part has failed) and `GET /metrics` (Prometheus' text format).
 * Both ask for their own token and refuse every page.
 * @returns false when the path is neither, or monitoring is off.
 */
export async function answerMonitoring(
  request: IncomingMessage,
  response: ServerResponse,
  requestPath: string,
  access: Access,
  source: MonitoringSource | undefined,
): Promise<boolean> {
  const isMonitoring = requestPath === HEALTH_PATH || requestPath === METRICS_PATH;
  if (!isMonitoring || source?.token === undefined) return false;
  response.setHeader('Cache-Control', 'no-store');
  if (request.method !== 'GET') endResponse(response, 405, 'text/plain', 'Only GET.');
  else if (hasOrigin(request)) endResponse(response, 403, 'text/plain', 'Not for pages.');
  else if (!isSame(bearerOf(request), source.token)) {
    endResponse(
      response,
      access.noteFailure() ? 401 : 429,
      'text/plain',
      'Send the token of the metrics-token file.',
    );
  } else if (requestPath === METRICS_PATH) {
    endResponse(response, 200, 'text/plain; version=0.0.4; charset=utf-8', await source.metrics());
  } else {
    const health = source.health();
    endResponse(response, health.status === 'failed' ? 503 : 200, 'application/json', JSON.stringify(health));
  }
  return true;
}

function isSame(left: string, right: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
