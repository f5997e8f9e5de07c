export type { EngineOptions } from './engine-core.ts';
export { startEngine, type Engine } from './engine.ts';
