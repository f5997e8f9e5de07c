/** Bytes of a WAV file, as a recorder would write it, or as one that was interrupted. */
export interface WavOptions {
  readonly rateHz?: number;
  readonly channelCount?: number;
  readonly bitsPerSample?: number;
  readonly isFloat?: boolean;
  readonly isExtensible?: boolean;
  /** Written into the header instead of the true size of the samples. */
  readonly claimedBytes?: number;
  readonly riffBytes?: number;
}

/** @param samples −1…1, channels interleaved. */
export function makeWav(samples: ArrayLike<number>, options: WavOptions = {}): Buffer {
  const {
    rateHz = 16_000,
    channelCount = 1,
    bitsPerSample = 16,
    isFloat = false,
    isExtensible = false,
  } = options;
  const sampleBytes = bitsPerSample / 8;
  const data = Buffer.alloc(samples.length * sampleBytes);
  for (let index = 0; index < samples.length; index += 1)
    writeSample(data, index * sampleBytes, samples[index] ?? 0, bitsPerSample, isFloat);
  const tag = isFloat ? 3 : 1;
  const format = Buffer.alloc(isExtensible ? 40 : 16);
  format.writeUInt16LE(isExtensible ? 0xfffe : tag, 0);
  format.writeUInt16LE(channelCount, 2);
  format.writeUInt32LE(rateHz, 4);
  format.writeUInt32LE(rateHz * channelCount * sampleBytes, 8);
  format.writeUInt16LE(channelCount * sampleBytes, 12);
  format.writeUInt16LE(bitsPerSample, 14);
  if (isExtensible) {
    format.writeUInt16LE(22, 16);
    format.writeUInt16LE(tag, 24);
  }
  const body = Buffer.concat([
    Buffer.from('WAVE'),
    chunk('LIST', Buffer.from('odd')),
    chunk('fmt ', format),
    chunk('data', data, options.claimedBytes),
  ]);
  return chunk('RIFF', body, options.riffBytes);
}

export function sine(frequencyHz: number, rateHz: number, durationMs: number, amplitude = 0.5): Float32Array {
  return Float32Array.from(
    { length: Math.round((rateHz * durationMs) / 1_000) },
    (_, index) => amplitude * Math.sin((2 * Math.PI * frequencyHz * index) / rateHz),
  );
}

/** A chunk of a RIFF file. @param claimedBytes how long it says it is */
export function chunk(tag: string, body: Buffer, claimedBytes = body.length): Buffer {
  const header = Buffer.alloc(8);
  header.write(tag, 'latin1');
  header.writeUInt32LE(claimedBytes, 4);
  return Buffer.concat([header, body, Buffer.alloc(body.length % 2)]);
}

function writeSample(data: Buffer, at: number, value: number, bits: number, isFloat: boolean): void {
  if (isFloat) {
    if (bits === 64) data.writeDoubleLE(value, at);
    else data.writeFloatLE(value, at);
  } else if (bits === 8) {
    data.writeUInt8(Math.round(value * 127) + 128, at);
  } else {
    data.writeIntLE(Math.round(value * (2 ** (bits - 1) - 1)), at, bits / 8);
  }
}
