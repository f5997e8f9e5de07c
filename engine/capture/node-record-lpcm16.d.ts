/** The package ships no types; these cover what we use: how each program is called. */
declare module 'node-record-lpcm16/recorders/index.js' {
  const recorders: {
    load(
      name: 'sox' | 'rec' | 'arecord',
    ): (options: {
      readonly sampleRate: number;
      readonly channels: number;
      readonly audioType: 'raw';
      readonly device?: string;
    }) => { readonly cmd: string; readonly args: readonly (string | number)[] };
  };
  export default recorders;
}
