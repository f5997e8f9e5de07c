const CHARACTERS_PER_TOKEN = 3;

/**
 * A count that errs on the high side, without a tokenizer: English runs at about four characters a token
 * in current vocabularies; digits, signs and other scripts are counted one by one.
 */
export function estimateTokenCount(text: string): number {
  let letterCount = 0;
  let tokenCount = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const isLetter = (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 32;
    if (isLetter) letterCount += 1;
    else tokenCount += code < 0x250 ? 1 : 1.5;
  }
  return Math.ceil(tokenCount + letterCount / CHARACTERS_PER_TOKEN);
}
