import { DESKTOP_MUTANTS } from './desktop-mutants.ts';
import { ELECTRON_MUTANTS } from './electron-mutants.ts';
import { ENDING_MUTANTS } from './ending-mutants.ts';
import { CORE_MUTANTS, SERVER_MUTANTS } from './engine-mutants.ts';
import type { Mutant } from './mutant.ts';
import { RENDERER_MUTANTS } from './renderer-mutants.ts';
import { TEXT_MUTANTS } from './text-mutants.ts';

export const ALL_MUTANTS: readonly Mutant[] = [
  ...SERVER_MUTANTS,
  ...CORE_MUTANTS,
  ...RENDERER_MUTANTS,
  ...ELECTRON_MUTANTS,
  ...DESKTOP_MUTANTS,
  ...ENDING_MUTANTS,
  ...TEXT_MUTANTS,
];
