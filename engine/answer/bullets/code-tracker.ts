/** Knows whether the text so far ends inside backticks. */
interface CodeTracker {
  readonly isInside: boolean;
  /** The last character was a blank in the middle of a line. */
  readonly isAfterBlank: boolean;
  /** There has been something other than blanks. */
  readonly hasText: boolean;
  note(text: string): void;
  /** Anything that comes next starts outside of code. */
  reset(): void;
  /** The same, and nothing has come yet. */
  forget(): void;
}

export function createCodeTracker(): CodeTracker {
  /** Backticks that opened the current code; 0 outside. */
  let openingCount = 0;
  let isFence = false;
  /** Backticks in a row so far. */
  let tickCount = 0;
  let isLineBlank = true;
  let last = '';
  let hasText = false;

  function endTicks(): void {
    if (tickCount === 0) return;
    if (openingCount === 0) {
      openingCount = tickCount;
      isFence = tickCount >= 3 && isLineBlank;
    } else if (isFence ? tickCount >= openingCount && isLineBlank : tickCount === openingCount) {
      openingCount = 0;
      isFence = false;
    }
    tickCount = 0;
    isLineBlank = false;
  }

  function reset(): void {
    openingCount = 0;
    isFence = false;
    tickCount = 0;
    isLineBlank = true;
    last = '';
  }

  return {
    get isInside() {
      if (openingCount > 0) return !(tickCount === openingCount && !isFence);
      return tickCount > 0;
    },
    get isAfterBlank() {
      return last === ' ' && !isLineBlank;
    },
    get hasText() {
      return hasText;
    },
    note(text) {
      for (let index = 0; index < text.length; index++) {
        last = text.charAt(index);
        if (last === '`') {
          tickCount += 1;
          hasText = true;
          continue;
        }
        endTicks();
        if (last === '\n') {
          // Code within a line ends with it: a lone backtick must not hide the rest of the answer.
          if (!isFence) openingCount = 0;
          isLineBlank = true;
        } else if (last !== ' ' && last !== '\t' && last !== '\r') {
          isLineBlank = false;
          hasText = true;
        }
      }
    },
    reset,
    forget() {
      reset();
      hasText = false;
    },
  };
}
