import type { Page } from 'playwright-core';

/** How much longer words of another language may be than those of the longest one that Sotto has. */
const LONGER_RATIO = 0.4;

/** Makes every word of the German catalogue longer before the page gets it. */
export async function lengthenGerman(page: Page): Promise<void> {
  await page.route(/\/assets\/de-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    const chunk = await response.text();
    await route.fulfill({ response, body: lengthenTexts(chunk) });
  });
}

/** The values of a bundled catalogue with longer words; keys and parameters stay. */
export function lengthenTexts(chunk: string): string {
  return chunk.replaceAll(
    /(:\s*)(`|")((?:(?!\2)[^\\]|\\.)*)\2(?=\s*[,}])/g,
    (_match, colon: string, quote: string, text: string) => `${colon}${quote}${lengthen(text)}${quote}`,
  );
}

function lengthen(text: string): string {
  return text.replaceAll(
    /(?<![\\{\p{L}])\p{L}{2,}(?![}\p{L}])/gu,
    (word) => word + word.slice(-Math.ceil(word.length * LONGER_RATIO)),
  );
}
