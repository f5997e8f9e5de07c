/** whisper-node when nobody spoke: whisper.cpp prints no line, and its parser trips over that. */
export const whisper = (): Promise<unknown> => {
  try {
    const lines = ''.match(/\[[0-9:.]+\s-->\s[0-9:.]+\].*/g) as string[];
    return Promise.resolve(lines.map((line) => line));
  } catch (error) {
    console.log('[whisper-node] Problem:', error);
    return Promise.resolve(undefined);
  }
};
