import { findProgram } from '../base/find-program.ts';

export type RecorderName = 'sox' | 'rec' | 'arecord';

/** What can record on this machine. Paths of programs; absent when a program is not there. */
export interface FoundRecorders {
  /** Programs that can record a microphone, best first. */
  readonly microphone: readonly { readonly name: RecorderName; readonly path: string }[];
  /** Records what the loudspeaker plays; Linux with PulseAudio or PipeWire's stand-in for it. */
  readonly parecPath?: string;
  /** `pw-record`, which records either through PipeWire on Linux. */
  readonly pipeWirePath?: string;
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
  if (process.platform !== 'linux') return { microphone };
  const [parecPath, pipeWirePath] = await Promise.all([findProgram('parec'), findProgram('pw-record')]);
  return {
    microphone,
    ...(parecPath !== undefined && { parecPath }),
    ...(pipeWirePath !== undefined && { pipeWirePath }),
  };
}
