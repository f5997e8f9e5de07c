import { createBulletParser } from '../../engine/answer/bullets/bullet-parser.ts';

/** What reading the text takes, in processor time, so that a busy machine does not count. */
export function bulletCpuMs(text: string, chunkCharacters: number): number {
  const parser = createBulletParser({ maxBulletCount: 5, maxWordCount: 14 });
  const before = process.cpuUsage();
  for (let start = 0; start < text.length; start += chunkCharacters) {
    parser.push(text.slice(start, start + chunkCharacters));
  }
  parser.end('torn');
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
