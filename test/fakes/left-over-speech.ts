import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export interface LeftOverSpeech extends AsyncDisposable {
  /** Written for a pass that was going on when its process was killed. */
  readonly wavPath: string;
}

const WAV_FILE_MODULE = path.resolve(
  import.meta.dirname,
  '../../engine/transcription/recognizers/base/wav-file.ts',
);

/** A process of its own hands over speech and is killed mid-pass. */
export async function leaveSpeechBehind(): Promise<LeftOverSpeech> {
  const script = `
    import { openPrivateWavFolder } from ${JSON.stringify(pathToFileURL(WAV_FILE_MODULE).href)};
    const folder = await openPrivateWavFolder();
    await folder.withFile(new Int16Array(16_000), (wavPath) => {
      process.stdout.write(wavPath);
      return new Promise((resolve) => setTimeout(resolve, 60_000));
    });`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [wavPath] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  child.kill('SIGKILL');
  await once(child, 'exit');
  return {
    wavPath,
    [Symbol.asyncDispose]: () => rm(path.dirname(wavPath), { recursive: true, force: true }),
  };
}
