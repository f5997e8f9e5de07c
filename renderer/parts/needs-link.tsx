/** The page has no session: it says so and how to get one. */
export function NeedsLink() {
  return (
    <main className="needs-link">
      <h1>This page needs a fresh link</h1>
      <p>
        A link to Sotto works once, in one tab, until Sotto quits. Run <code>npm start</code> again and open
        the address it prints; in the desktop app, show the window from the tray.
      </p>
      <button type="button" className="button primary" onClick={() => window.location.reload()}>
        Try again
      </button>
    </main>
  );
}
