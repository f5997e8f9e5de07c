/**
 * Characters that steer a terminal or a reader instead of being read: C0 but tab and line break, DEL, C1, bidi
 * controls, annotations, tags. Joiners stay: words and emoji of many scripts need them.
 */
const STEERING =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u206F\uFFF9-\uFFFB]|\u{E0001}|[\u{E0020}-\u{E007F}]/gu;
/** Commands that carry a text of their own (titles, links, device strings), and it; none holds another. */
const COMMAND_STRINGS =
  /(?:\u001B[\]P_^X]|[\u009D\u0090\u009F\u009E\u0098])[^\u0007\u001B\u0090\u0098\u009C-\u009F]*(?:\u0007|\u001B\\|\u009C)/gu;

/** Commands for colours and the cursor, a torn one included, and the beginnings of strings that never end. */
const COMMANDS = /(?:\u001B\[|\u009B)[0-?]*[ -/]*[@-~]?|\u001B[ -/]*[0-~]?/gu;

/** Text from outside as it may be shown: what only steers is gone, and so are half characters. */
export function printable(text: string): string {
  return withoutCommands(text).replaceAll('\r\n', '\n').replaceAll(STEERING, '').toWellFormed();
}

/** Without the commands that steer a terminal: colours, titles, links. */
export function withoutCommands(text: string): string {
  return text.replaceAll(COMMAND_STRINGS, '').replaceAll(COMMANDS, '');
}

/** JSON of the same meaning in which whatever steers stands as an escape. */
export function printableJson(json: string): string {
  return json
    .replaceAll(STEERING, (character) =>
      Array.from({ length: character.length }, (_, index) => escapeOf(character.charCodeAt(index))).join(''),
    )
    .toWellFormed();
}

function escapeOf(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}
