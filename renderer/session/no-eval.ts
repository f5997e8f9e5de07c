/**
 * Imported first by every page: the validator then never probes for `eval`, which the page's content
 * security policy forbids and would report.
 */
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
