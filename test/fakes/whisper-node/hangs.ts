/** whisper-node that never comes back. */
export const whisper = (): Promise<never> =>
  new Promise(() => {
    for (;;);
  });
