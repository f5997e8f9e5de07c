import { afterEach, beforeEach, vi } from 'vitest';
import { installPactl, type FakePactl } from '../../fakes/pactl.ts';

/** Each test of the file finds a fake `pactl` of its own in PATH. @returns the one of the running test. */
export function pactlInPath(): () => FakePactl {
  let pactl: FakePactl;
  beforeEach(async () => {
    pactl = await installPactl();
    vi.stubEnv('PATH', pactl.path);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await pactl[Symbol.asyncDispose]();
  });
  return () => pactl;
}
