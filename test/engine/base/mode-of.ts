import { stat } from 'node:fs/promises';

/** Who may do what with a file, such as 0o600. */
export const modeOf = async (file: string): Promise<number> => (await stat(file)).mode & 0o777;
