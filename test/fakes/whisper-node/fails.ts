/** whisper-node whose whisper.cpp fails: it prints why and returns nothing. */
export const whisper = (): Promise<undefined> => {
  console.log('[whisper-node] Problem:', "'base.en' not downloaded! Run 'npx whisper-node download'");
  return Promise.resolve(undefined);
};
