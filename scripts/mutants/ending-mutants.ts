import type { Mutant } from './mutant.ts';

/** How the desktop app ends, and what it says when a part of it crashed or cannot obey. */
export const ENDING_MUTANTS: readonly Mutant[] = [
  {
    name: 'A second request to quit waits like the first',
    snippet: 'if (nowMs() - askedByUserAtMs >= REPEAT_MS) return leave();',
    replacement: '',
    tests: ['shell.test.ts', 'quit.test.ts'],
  },
  {
    name: 'Ctrl-C under npm start kills the engine',
    snippet: 'if (nowMs() - askedByUserAtMs >= REPEAT_MS) return leave();',
    replacement: 'if (isEnding) return leave();',
    tests: ['quit.test.ts'],
  },
  {
    name: 'A system that asks twice while it logs off has the engine killed',
    snippet: "if (requester === 'user') {",
    replacement: '{',
    tests: ['quit.test.ts'],
  },
  {
    name: 'Windows ends the app before it starts to shut down',
    snippet: "window.on('query-session-end', () => quit('system'))",
    replacement: 'window',
    tests: ['follow-system.test.ts'],
  },
  {
    name: 'What needs no waiting is put off until after the request to quit',
    snippet: 'if (ending) await ending;',
    replacement: 'await ending;',
    tests: ['shell.test.ts'],
  },
  {
    name: 'A window that was just moved forgets its place at the end',
    snippet: "'the place of the HUD': () => this.#hud.rememberPlace(),",
    replacement: '',
    tests: ['shell-habits.test.ts'],
  },
  {
    name: 'A system that does not start the app at login says so to nobody',
    snippet: "...(this.#isLoginObeyed ? [] : [t('desktop.not-at-login')]),",
    replacement: '',
    tests: ['shell-habits.test.ts'],
  },
  {
    name: 'What the user forbids in the system counts as started at login',
    snippet: "platform === 'win32' ? executableWillLaunchAtLogin : openAtLogin",
    replacement: "platform === 'win32' ? openAtLogin : executableWillLaunchAtLogin",
    tests: ['start-at-login.test.ts'],
  },
  {
    name: 'A notice is lost where the system refuses notifications',
    snippet: ".once('failed', showBox);",
    replacement: ';',
    tests: ['once-notices.test.ts'],
  },
  {
    name: '⌘Q asks like a system that logs off',
    snippet: "accelerator: 'Command+Q', click: quit }",
    replacement: "accelerator: 'Command+Q', role: 'quit' }",
    tests: ['app-menu.test.ts'],
  },
  {
    name: 'Crashes of Chromium’s processes are not reported',
    snippet: 'if (crashes.crashCount > 1 || !Notification.isSupported()) return;',
    replacement: 'if (crashes.crashCount > 0 || !Notification.isSupported()) return;',
    tests: ['crashes.test.ts'],
  },
  {
    name: 'A crash of Sotto’s own process is reported twice',
    snippet: 'name.startsWith(OWN_PREFIX) ||',
    replacement: '',
    tests: ['crashes.test.ts'],
  },
  {
    name: 'Each error that nothing caught opens a dialog of its own',
    snippet: 'if (isAsking || isQuitting()) return;',
    replacement: 'if (isQuitting()) return;',
    tests: ['crashes.test.ts'],
  },
  {
    name: 'An engine that was given up is said to be starting',
    snippet: "this.#outage === 'given-up' ? 'given-up' : 'down'",
    replacement: "'down'",
    tests: ['shell-crashes.test.ts'],
  },
  {
    name: 'A command that Wayland cannot obey is said to be done',
    snippet: "if (action === 'click-through' && isWayland()) {",
    replacement: "if (action === 'click-through' && false) {",
    tests: ['execute-command.test.ts'],
  },
  {
    name: 'Any page quits the app',
    snippet: "quit: ['hud'],",
    replacement: "quit: ['hud', 'settings', 'history', 'capture'],",
    tests: ['bridge.test.ts'],
  },
  {
    name: 'A browser offers to quit',
    snippet:
      '{shell && (\n          <button type="button" {...hides} className="menu-item" onClick={() => void shell.quit()}>',
    replacement:
      '{(\n          <button type="button" {...hides} className="menu-item" onClick={() => void shell?.quit()}>',
    tests: ['call-menu.test.tsx'],
  },
  {
    name: 'An app that could not start is not started again',
    snippet: "'main', cause)) app.relaunch({ execPath: ownProgram() });",
    replacement: "'main', cause)) app.exit(1);",
    tests: ['main.test.ts'],
  },
];
