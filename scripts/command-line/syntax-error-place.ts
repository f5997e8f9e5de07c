/** File and line of code that does not parse, as while it is edited; undefined for any other error. */
export function syntaxErrorPlace(error: unknown): string | undefined {
  if (!(error instanceof SyntaxError)) return undefined;
  // Node puts the place before the name of the error; text that is not JSON has none.
  return /^(?!SyntaxError)(?:file:\/\/)?(.+:\d+)$/.exec(error.stack?.split('\n', 1)[0] ?? '')?.[1];
}
