import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { missingSoundTools, startSoundServer } from '../fakes/sound-server.ts';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import { startEngineInTest } from './engine-in-test.ts';
import { eventsOf } from './run-cli.ts';

/** A headset that is taken away in mid-call and brought back much later. */

/** Eight attempts, after which it was once given up, took less. */
const AWAY_MS = 20_000;

const missing = await missingSoundTools(['pulseaudio', 'pactl', 'parec', 'sox']);
if (missing !== undefined)
  console.warn(`A microphone that is away is NOT tested against a sound server: ${missing} is missing.`);

afterEach(() => vi.unstubAllEnvs());

test.skipIf(missing !== undefined)(
  'a microphone that is away for long is said to be gone, and heard again by itself; the other side goes on',
  async () => {
    await using server = await startSoundServer({ hasMicrophone: true });
    for (const [name, value] of Object.entries(server.environment)) vi.stubEnv(name, value);
    await using ollama = await startFakeOllama({ models: [{ name: 'toy:1b' }] });
    await using run = await startEngineInTest({
      ollamaUrl: ollama.url,
      settings: { audio: { microphone: 'recorder', microphoneDevice: 'pulse', them: 'monitor' } },
    });
    const measured = (channel: 'me' | 'them') =>
      eventsOf(run.events, 'channel.measured').findLast((event) => event.channel === channel);
    const stateOf = (component: 'microphone' | 'them') =>
      eventsOf(run.events, 'component.changed').findLast(({ state }) => state.component === component)?.state;
    const isHeard = (channel: 'me' | 'them') => (measured(channel)?.lastFrameAgeMs ?? Infinity) < 500;
    await run.engine.execute({ type: 'give-consent' });
    await run.engine.execute({ type: 'start-capture' });
    await expect.poll(() => measured('me')?.device, { timeout: 60_000 }).toBe('Microphone');
    await expect.poll(() => isHeard('them'), { timeout: 60_000 }).toBe(true);

    await server.unplugMicrophone();
    await expect.poll(() => stateOf('microphone')?.code, { timeout: 60_000 }).toBe('microphone-missing');
    expect(stateOf('microphone')).toMatchObject({
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
    await expect.poll(() => isHeard('me'), { timeout: 60_000 }).toBe(true);
    expect(stateOf('microphone')?.status).not.toBe('failed');
    expect(eventsOf(run.events, 'sound.lost').map(({ channel }) => channel)).toContain('me');
    await expect.poll(() => isHeard('them'), { timeout: 60_000 }).toBe(true);
    expect(measured('them')?.device).toBe('Monitor of loudspeaker');
    // The same program still records it.
    expect(await server.recordingLoudspeaker()).toEqual(recordings);
  },
);
