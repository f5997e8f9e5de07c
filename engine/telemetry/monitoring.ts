import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from '../base/logger.ts';
import { readStateFile } from '../base/regular-file.ts';
import type { ComponentName, ComponentState } from '../protocol/component-state.ts';
import type { EngineEvent } from '../protocol/events.ts';
import type { EngineReadings, PrometheusMetrics } from './prometheus.ts';

/** In the data folder; holds the token that `GET /health` and `GET /metrics` ask for. */
export const METRICS_TOKEN_FILE_NAME = 'metrics-token';

export interface Health {
  /** `failed` when a part has failed, `degraded` when one is not fully working. */
  readonly status: 'ok' | 'degraded' | 'failed';
  readonly version: string;
  readonly uptimeMs: number;
  readonly components: Partial<Record<ComponentName, ComponentState['status']>>;
}

/** What a monitoring system may read of the running engine; off until the setting turns it on. */
export interface Monitoring {
  observe(event: EngineEvent): void;
  /** Turns it on or off. The token is made at the first time and stays the same for later runs. */
  enable(isOn: boolean): Promise<void>;
  /** Undefined while it is off. */
  readonly token: string | undefined;
  health(): Health;
  /** Prometheus' text format. */
  metrics(): Promise<string>;
}

export interface MonitoringOptions {
  readonly dataDir: string;
  readonly appVersion: string;
  readonly clock: { nowMs(): number };
  readonly log: Logger;
  readonly readings: () => EngineReadings;
}

const TOKEN_BYTES = 32;
const OWNER_ONLY_FILE = 0o600;

export function createMonitoring({
  dataDir,
  appVersion,
  clock,
  log,
  readings,
}: MonitoringOptions): Monitoring {
  const startedAtMs = clock.nowMs();
  const components: Health['components'] = {};
  let token: string | undefined;
  let prometheus: PrometheusMetrics | undefined;

  return {
    observe: (event) => {
      if (event.type === 'component.changed') components[event.state.component] = event.state.status;
      prometheus?.observe(event);
    },
    enable: async (isOn) => {
      if (!isOn) {
        token = undefined;
        return;
      }
      try {
        const { createPrometheusMetrics } = await import('./prometheus.ts');
        prometheus ??= createPrometheusMetrics(readings);
        token = await readOrMakeToken(path.join(dataDir, METRICS_TOKEN_FILE_NAME));
      } catch (error) {
        log.warn('monitoring stays off: its token cannot be kept', { error });
      }
    },
    get token() {
      return token;
    },
    health: () => {
      const statuses = Object.values(components);
      const isAny = (status: ComponentState['status']): boolean => statuses.includes(status);
      return {
        status: isAny('failed') ? 'failed' : isAny('degraded') ? 'degraded' : 'ok',
        version: appVersion,
        uptimeMs: Math.round(clock.nowMs() - startedAtMs),
        components,
      };
    },
    metrics: () => prometheus?.read() ?? Promise.resolve(''),
  };
}

/** Never follows a link, never overwrites: a file that is there is somebody's token already. */
async function readOrMakeToken(file: string): Promise<string> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;
  try {
    await using handle = await open(file, flags, OWNER_ONLY_FILE);
    await handle.chmod(OWNER_ONLY_FILE);
    await handle.writeFile(`${token}\n`);
    return token;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const kept = (await readStateFile(file)).trim();
  if (kept.length < TOKEN_BYTES) throw new Error('the token file is damaged');
  return kept;
}
