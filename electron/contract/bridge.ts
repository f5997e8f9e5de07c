/** Channels of the preload; the shapes of what goes through them are `ShellBridge` in the protocol. */
export const BRIDGE_CHANNELS = {
  session: 'sotto:session',
  openSettings: 'sotto:open-settings',
  hideWindow: 'sotto:hide-window',
  abilities: 'sotto:abilities',
  quit: 'sotto:quit',
} as const;

/** Name under which the bridge stands in a page. */
export const BRIDGE_NAME = 'sotto';
