/** What the keys do, each noting its name in `done`. */
export function notedActions(done: string[]) {
  const note = (name: string) => (): void => void done.push(name);
  return {
    askLast: note('askLast'),
    showHide: note('showHide'),
    compact: note('compact'),
    clickThrough: note('clickThrough'),
    pause: note('pause'),
    copyAnswer: note('copyAnswer'),
    wipe: note('wipe'),
  };
}
