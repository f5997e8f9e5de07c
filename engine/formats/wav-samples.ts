import type { WavFormat } from './wav-format.ts';

/**
 * Decodes whole blocks of a WAV file into interleaved samples of −1…1. NaN becomes silence.
 * @returns the samples; valid until the next call.
 */
export function createSampleDecoder(format: WavFormat): (bytes: Buffer) => Float32Array {
  const read = sampleReader(format);
  let samples = new Float32Array(0);
  return (bytes) => {
    const sampleCount = bytes.length / format.sampleBytes;
    if (samples.length < sampleCount) samples = new Float32Array(sampleCount);
    for (let index = 0; index < sampleCount; index += 1) {
      const value = read(bytes, index * format.sampleBytes);
      samples[index] = Number.isFinite(value) ? Math.max(-1, Math.min(1, value)) : 0;
    }
    return samples.subarray(0, sampleCount);
  };
}

type SampleReader = (bytes: Buffer, offsetBytes: number) => number;

function sampleReader({ encoding, sampleBytes }: WavFormat): SampleReader {
  switch (encoding) {
    case 'float':
      return sampleBytes === 8
        ? (bytes, offsetBytes) => bytes.readDoubleLE(offsetBytes)
        : (bytes, offsetBytes) => bytes.readFloatLE(offsetBytes);
    case 'mu-law':
      return fromTable(Float32Array.from({ length: 256 }, (_, code) => expandMuLaw(code)));
    case 'a-law':
      return fromTable(Float32Array.from({ length: 256 }, (_, code) => expandALaw(code)));
    case 'pcm': {
      // Alone among them, 8 bits are unsigned.
      if (sampleBytes === 1) return (bytes, offsetBytes) => (bytes.readUInt8(offsetBytes) - 128) / 0x80;
      const fullScaleValue = 2 ** (sampleBytes * 8 - 1);
      return (bytes, offsetBytes) => bytes.readIntLE(offsetBytes, sampleBytes) / fullScaleValue;
    }
  }
}

function fromTable(table: Float32Array): SampleReader {
  return (bytes, offsetBytes) => table[bytes[offsetBytes] ?? 0] ?? 0;
}

/** ITU-T G.711, μ-law: 14 bits, bias 33, bits inverted. */
function expandMuLaw(code: number): number {
  const bits = ~code & 0xff;
  const segment = (bits >> 4) & 7;
  const magnitude = ((((bits & 0x0f) << 1) + 33) << segment) - 33;
  return (bits & 0x80 ? -magnitude : magnitude) / 0x2000;
}

/** ITU-T G.711, A-law: 13 bits, even bits inverted. */
function expandALaw(code: number): number {
  const bits = code ^ 0x55;
  const segment = (bits >> 4) & 7;
  const step = ((bits & 0x0f) << 1) + 1;
  const magnitude = segment === 0 ? step : (step + 32) << (segment - 1);
  return (bits & 0x80 ? magnitude : -magnitude) / 0x1000;
}
