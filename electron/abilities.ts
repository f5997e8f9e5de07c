import { app } from 'electron';
import type { ShellAbilities } from '../engine/protocol/session.ts';
import { canAskForExclusion } from './windows/capture-exclusion.ts';
import { canLetClicksThrough } from './windows/click-through.ts';

export function findAbilities(): ShellAbilities {
  const isLinux = process.platform === 'linux';
  return {
    hidesFromCapture: canAskForExclusion(),
    startsAtLogin: app.isPackaged,
    setsOpacity: !isLinux,
    letsClicksThrough: canLetClicksThrough(),
    noticesLock: !isLinux,
  };
}
