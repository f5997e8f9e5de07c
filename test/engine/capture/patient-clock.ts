import { setImmediate } from 'node:timers/promises';
import { systemClock, type Clock } from '../../../engine/base/clock.ts';

/** Nothing is waited for between the attempts to start a recording again. */
export const PATIENT_CLOCK: Clock = { ...systemClock, nowMs: () => 0, sleep: () => setImmediate() };
