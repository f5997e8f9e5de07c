import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { readSound } from '../../../engine/formats/open-sound.ts';
import { decodeInPage } from '../../../renderer/files/decode-in-page.ts';

afterEach(() => vi.unstubAllGlobals());

/** In the place of the browser's decoder: gives these channels. */
function stubDecoder(channels: readonly Float32Array[] | Error): void {
  vi.stubGlobal(
    'OfflineAudioContext',
    class {
      decodeAudioData(): Promise<object> {
        if (channels instanceof Error) return Promise.reject(channels);
        return Promise.resolve({
          numberOfChannels: channels.length,
          length: channels[0]?.length ?? 0,
          getChannelData: (index: number) => channels[index],
        });
      }
    },
  );
}

test('what the browser decodes is a mono WAV that the engine reads, both channels in it', async () => {
  stubDecoder([new Float32Array(16_000).fill(0.5), new Float32Array(16_000).fill(-0.25)]);
  const wav = await decodeInPage(new Blob(['x']));
  const folder = await mkdtemp(path.join(tmpdir(), 'sotto-decode-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'a.wav');
  await writeFile(file, Buffer.from((await wav?.arrayBuffer()) ?? new ArrayBuffer(0)));
  const { samples, durationMs } = await readSound(file);
  expect(durationMs).toBe(1_000);
  expect(new Set(samples)).toEqual(new Set([4_096]));
});

test('what it cannot decode is nothing, and so is what would not fit into memory', async () => {
  stubDecoder(new Error('EncodingError'));
  expect(await decodeInPage(new Blob(['x']))).toBeUndefined();
  stubDecoder([new Float32Array(1)]);
  const large = { size: 64 * 1_024 * 1_024 + 1 } as Blob;
  expect(await decodeInPage(large)).toBeUndefined();
});
