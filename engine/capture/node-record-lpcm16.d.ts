/** The package ships no types; these cover what we use. */
declare module 'node-record-lpcm16' {
  import type { ChildProcessByStdio } from 'node:child_process';
  import type { Readable, Writable } from 'node:stream';

  interface Recording {
    readonly process: ChildProcessByStdio<Writable, Readable, Readable>;
  }

  const recorder: {
    record(options: {
      readonly recorder: 'sox' | 'rec' | 'arecord';
      readonly sampleRate: number;
      readonly channels: number;
      readonly audioType: 'raw';
      readonly device?: string;
    }): Recording;
  };
  export default recorder;
}
