/**
 * Makes a rejection that nothing handles an uncaught error, as Node does by itself. Electron only warns of one, in
 * every process of its own, which would continue with part of its work left undone.
 */
export function throwUnhandledRejections(): void {
  process.on('unhandledRejection', (error) => {
    throw error;
  });
}
