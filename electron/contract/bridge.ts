/** Channels of the preload; the shapes of what goes through them are `ShellBridge` in the protocol. */
export const BRIDGE_CHANNELS = {
  session: 'sotto:session',
  openSettings: 'sotto:open-settings',
  openHistory: 'sotto:open-history',
  hideWindow: 'sotto:hide-window',
  quit: 'sotto:quit',
  abilities: 'sotto:abilities',
  toggleCompact: 'sotto:toggle-compact',
  onCompact: 'sotto:on-compact',
  captureShown: 'sotto:capture-shown',
} as const;

/** The one message that goes the other way, to a page that asked for it with `onCompact`. */
export const COMPACT_CHANGED = 'sotto:compact-changed';

/** Name under which the bridge stands in a page. */
export const BRIDGE_NAME = 'sotto';
