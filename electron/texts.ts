/** What the desktop app says outside of its pages, in one place, ready for a catalogue. */
export const TEXTS = {
  modes: {
    idle: 'Not listening',
    listening: 'Listening',
    paused: 'Paused',
    talking: 'Hearing your question',
    down: 'Starting',
  },
  keys: {
    askLast: 'Ask about what was just said',
    showHide: 'Show or hide Sotto',
    compact: 'Compact size',
    clickThrough: 'Let clicks through',
    pause: 'Pause or resume listening',
    copyAnswer: 'Copy the last answer',
    wipe: 'Wipe calls',
  },
  /** Where the portal for global keys is missing. */
  keyForDesktop: (action: string, verb: string) =>
    `${action}: this desktop gives programs no global keys; bind “sotto ctl ${verb}” to one in its settings`,
  keyTaken: (action: string, key: string) => `${action}: ${key} is used by another program`,
  keyTwice: (action: string, key: string, other: string) => `${action}: ${key} already means “${other}”`,
  keyReserved: (action: string, key: string) => `${action}: the system keeps ${key} for itself`,
  keyUnreadable: (action: string, key: string) => `${action}: “${key}” is not a key combination`,
  show: 'Show Sotto',
  hide: 'Hide Sotto',
  startListening: 'Start listening',
  pause: 'Pause listening',
  resume: 'Resume listening',
  recentAnswers: 'Recent answers',
  noAnswers: 'No answers yet',
  settings: 'Settings…',
  diagnostics: 'Diagnostics…',
  lookForUpdate: 'Check for updates…',
  quit: 'Quit Sotto',
  hidden: 'Left out of screen sharing, as far as the system obeys',
  notHidden: 'Seen by others when you share your whole screen',
  notHiddenNotice: {
    title: 'Screen sharing shows Sotto',
    body: 'This system cannot keep a window out of a shared screen. Share one window instead, or hide Sotto first.',
  },
  stillRunning: {
    title: 'Sotto is still running',
    body: 'Its window is closed. The icon in the tray brings it back, or quits Sotto.',
  },
  notOnTop: 'This system does not keep Sotto above other windows',
  offScreen: 'Sotto’s window cannot be placed on a screen',
  engineRestarting: 'The engine stopped and is starting again',
  pageKeepsCrashing: {
    message: 'Sotto’s window keeps crashing.',
    remedy: 'Quit Sotto and start it again.',
  },
  /** The identifier is that of electron-builder.yml. */
  lostGrants: {
    accessibility:
      'macOS no longer lets Sotto see the push-to-talk key since the update. In System Settings, Privacy & Security, Accessibility, remove Sotto with “−”, add it again and restart Sotto',
    microphone:
      'macOS no longer lets Sotto use the microphone since the update. Run “tccutil reset Microphone app.sotto.desktop” in Terminal, restart Sotto and allow the microphone',
  },
  update: {
    look: {
      message: 'Sotto would ask the place that it was downloaded from for a newer version.',
      button: 'Check',
    },
    found: (version: string) => ({
      message: `Sotto ${version} is there. Download it?`,
      button: 'Download',
    }),
    ready: {
      message: 'The new version is downloaded. Sotto quits and starts again to install it.',
      button: 'Restart',
    },
    none: (version: string) => `Sotto ${version} is the newest version.`,
    failed: 'The update did not work. Download the new version yourself instead.',
  },
  startAgain: 'Start again',
  quitButton: 'Quit',
  cancel: 'Cancel',
  allow: 'Allow',
} as const;
