import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { missingSoundTools, startSoundServer } from '../fakes/sound-server.ts';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import { startEngineInTest } from './engine-in-test.ts';
import { eventsOf } from './run-cli.ts';

/** A microphone that comes late, or is taken away mid-call and brought back much later. */

/** Eight attempts, after which it was once given up, took less. */
const AWAY_MS = 20_000;

/** A loudspeaker that is none makes its sound two seconds at a time while nobody plays. */
const LUMP_MS = 3_000;

const missing = await missingSoundTools(['pulseaudio', 'pactl', 'parec', 'sox']);
if (missing !== undefined)
  console.warn(`A microphone that is away is NOT tested against a sound server: ${missing} is missing.`);

afterEach(() => vi.unstubAllEnvs());

describe.skipIf(missing !== undefined)('a microphone', () => {
  test('that is away for long is said to be gone, and heard again by itself; the other side continues', async () => {
    await using call = await openCall();
    const { server, run, measured, isHeard, microphone } = call;
    await call.start();
    await expect.poll(() => measured('me')?.device).toBe('Microphone');
    await expect.poll(() => isHeard('them')).toBe(true);

    await server.unplugMicrophone();
    await expect.poll(() => microphone()?.code).toBe('microphone-missing');
    expect(microphone()).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('The microphone is gone'),
      action: { kind: 'open-settings', target: 'audio' },
    });
    expect(measured('me')?.state).toBe('lost');
    await sleep(AWAY_MS);
    expect(eventsOf(run.events, 'failed').map(({ code }) => code)).toEqual(['microphone-missing']);
    expect(eventsOf(run.events, 'capture.changed').at(-1)).toMatchObject({ isCapturing: true });

    const recordings = await server.recordingLoudspeaker();
    await server.plugInMicrophone();
    await expect.poll(() => isHeard('me')).toBe(true);
    await expect.poll(() => microphone()?.status).not.toBe('failed');
    expect(eventsOf(run.events, 'sound.lost').map(({ channel }) => channel)).toContain('me');
    await expect.poll(() => isHeard('them')).toBe(true);
    expect(measured('them')?.device).toBe('Monitor of loudspeaker');
    // The same program still records it.
    expect(await server.recordingLoudspeaker()).toEqual(recordings);
  });

  test('that is not there yet is not a second ear for the loudspeaker, and heard once it is plugged in', async () => {
    await using call = await openCall();
    const { server, measured, isHeard, microphone } = call;
    await server.unplugMicrophone();
    await call.start();
    await expect.poll(() => isHeard('them')).toBe(true);
    await expect
      .poll(() => microphone()?.reason)
      .toContain('There is no microphone; only Monitor of loudspeaker');
    await server.plugInMicrophone();
    await expect.poll(() => isHeard('me')).toBe(true);
    await expect.poll(() => measured('me')?.device).toBe('Microphone');
    await expect.poll(() => microphone()?.status).not.toBe('failed');
  });
});

/** An engine beside a sound server, both of whose sides it hears once it is started. */
async function openCall() {
  await using opened = new AsyncDisposableStack();
  const server = opened.use(await startSoundServer({ hasMicrophone: true }));
  for (const [name, value] of Object.entries(server.environment)) vi.stubEnv(name, value);
  const ollama = opened.use(await startFakeOllama({ models: [{ name: 'toy:1b' }] }));
  const run = opened.use(
    await startEngineInTest({
      ollamaUrl: ollama.url,
      settings: { audio: { microphone: 'recorder', microphoneDevice: 'pulse', them: 'monitor' } },
    }),
  );
  const measured = (channel: 'me' | 'them') =>
    eventsOf(run.events, 'channel.measured').findLast((event) => event.channel === channel);
  const closing = opened.move();
  return {
    server,
    run,
    measured,
    isHeard: (channel: 'me' | 'them') => {
      const newest = measured(channel);
      return newest !== undefined && newest.state !== 'starting' && newest.lastFrameAgeMs < LUMP_MS;
    },
    microphone: () =>
      eventsOf(run.events, 'component.changed').findLast(({ state }) => state.component === 'microphone')
        ?.state,
    start: async () => {
      await run.engine.execute({ type: 'give-consent' });
      await run.engine.execute({ type: 'start-capture' });
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}
