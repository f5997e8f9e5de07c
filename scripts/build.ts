import { buildApp } from './build/build-app.ts';

/** `npm run build`: the pages, and the bundles that the packaged app and the Electron shell run. */

await buildApp();
