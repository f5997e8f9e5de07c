import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

export type RecorderName = 'sox' | 'rec' | 'arecord';

/** What can record on this machine. Paths of programs; absent when a program is not there. */
export interface FoundRecorders {
  /** Programs that can record a microphone, best first. */
  readonly microphone: readonly { readonly name: RecorderName; readonly path: string }[];
  /** Records what the loudspeaker plays; Linux with PulseAudio or PipeWire only. */
  readonly monitorPath?: string;
}

/** SoX first: it exists for every system. `arecord` is what a Linux without SoX usually has. */
const MICROPHONE_RECORDERS: readonly RecorderName[] = ['sox', 'rec', 'arecord'];

/** Looks along PATH; starts nothing. */
export async function findRecorders(): Promise<FoundRecorders> {
  const microphone: { name: RecorderName; path: string }[] = [];
  for (const name of MICROPHONE_RECORDERS) {
    const path = await findProgram(name);
    if (path !== undefined) microphone.push({ name, path });
  }
  const monitorPath = process.platform === 'linux' ? await findProgram('parec') : undefined;
  return monitorPath === undefined ? { microphone } : { microphone, monitorPath };
}

async function findProgram(name: string): Promise<string | undefined> {
  const fileName = process.platform === 'win32' ? `${name}.exe` : name;
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, fileName);
    try {
      await access(path, constants.X_OK);
      return path;
    } catch {
      // Not here: look in the next folder.
    }
  }
  return undefined;
}
