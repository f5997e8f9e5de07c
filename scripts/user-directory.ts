import path from 'node:path';

/**
 * npm runs every script in the project's folder. Relative paths mean what they mean in the user's own shell, so
 * the command line goes back to where that is.
 */
export function enterUserDirectory(env: NodeJS.ProcessEnv): void {
  const { npm_lifecycle_event: script, npm_package_json: manifest, INIT_CWD: userDirectory } = env;
  const isMoved = script === 'sotto' && manifest !== undefined && process.cwd() === path.dirname(manifest);
  if (isMoved && userDirectory !== undefined) process.chdir(userDirectory);
}
