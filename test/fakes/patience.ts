/** How long a machine that is busy with other things may take; a test that waits for this has failed. */
export const PATIENCE_MS = 60_000;
