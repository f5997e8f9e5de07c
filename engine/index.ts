export type { EngineOptions } from './parts/engine-core.ts';
export { startEngine, type Engine } from './engine.ts';
