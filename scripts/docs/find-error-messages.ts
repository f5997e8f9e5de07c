import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { errorCodeSchema, type ErrorCode } from '../../engine/protocol/error-codes.ts';

/** What one place in the sources says for a code; `…` stands for a value that is known only at run time. */
export interface ErrorMessage {
  readonly message: string;
  readonly remedy: string;
}

const FOLDERS = ['engine', 'electron', 'scripts', 'renderer'];
/** A code, then two literals: the shape of `new EngineError(…)` and of the functions that wrap it. */
const LITERAL = String.raw`('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|\`(?:[^\`\\]|\\.)*\`)`;
const ERROR_SHAPE = new RegExp(String.raw`'([a-z-]{4,40})',\s{0,40}${LITERAL},\s{0,40}${LITERAL}`, 'g');

/** The messages and remedies of each code, as they stand in the sources, each pair once, sorted. */
export function findErrorMessages(project: string): ReadonlyMap<ErrorCode, readonly ErrorMessage[]> {
  const found = new Map<ErrorCode, Map<string, ErrorMessage>>();
  for (const file of FOLDERS.flatMap((folder) => sourcesIn(path.join(project, folder)))) {
    for (const [, name, message, remedy] of readFileSync(file, 'utf8').matchAll(ERROR_SHAPE)) {
      const code = errorCodeSchema.safeParse(name);
      if (!code.success || message === undefined || remedy === undefined) continue;
      const pair = { message: readable(message), remedy: readable(remedy) };
      if (!pair.remedy.includes(' ') || !/\p{L}/u.test(pair.message)) continue;
      const pairs = found.get(code.data) ?? new Map<string, ErrorMessage>();
      found.set(code.data, pairs.set(`${pair.message} ${pair.remedy}`, pair));
    }
  }
  return new Map(
    [...found].map(([code, pairs]) => [
      code,
      [...pairs.keys()].toSorted().flatMap((key) => pairs.get(key) ?? []),
    ]),
  );
}

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => path.join(folder, name));
}

/** A literal as its reader sees it, with each `${…}` as `…`. */
function readable(literal: string): string {
  const inner = literal.slice(1, -1);
  let text = '';
  let depthCount = 0;
  for (let index = 0; index < inner.length; index += 1) {
    const character = inner.charAt(index);
    if (depthCount === 0 && character === '\\') {
      index += 1;
      text += inner.charAt(index) === 'n' ? ' ' : inner.charAt(index);
    } else if (depthCount === 0 && inner.startsWith('${', index)) {
      depthCount = 1;
      index += 1;
      text += '…';
    } else if (depthCount === 0) text += character;
    else if (character === '{') depthCount += 1;
    else if (character === '}') depthCount -= 1;
  }
  return text.trim();
}
