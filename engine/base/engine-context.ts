import type { Clock } from './clock.ts';
import type { SpawnChild } from './fork-child.ts';
import type { Logger } from './logger.ts';
import type { ComponentState } from '../protocol/component-state.ts';
import type { UnstampedEvent } from '../protocol/events.ts';
import type { Settings } from '../protocol/settings.ts';

/** What every part of the engine may use. */
export interface EngineContext {
  /** Settings, models, history and caches live there. */
  readonly dataDir: string;
  /** Manifest, detector weights, starter questions and the demo. */
  readonly assetsDirectory: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Starts a process of our own. */
  readonly spawn: SpawnChild;
  /** Those active now. */
  readonly settings: () => Settings;
  readonly publish: (event: UnstampedEvent) => void;
  readonly publishState: (state: ComponentState) => void;
}
