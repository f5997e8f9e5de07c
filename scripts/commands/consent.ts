import { UsageError, type CliCommand } from '../command-line/command.ts';
import { readArguments, withEngine } from '../command-line/with-engine.ts';

export const CONSENT_TEXT = [
  'Sotto listens to your microphone and, if you choose so, to the other side of the call.',
  'Sound and words stay on this machine unless you choose a server elsewhere.',
  'Laws differ: in many places everybody on the call must agree before it is recorded or transcribed. Ask them.',
];

export const command: CliCommand = {
  summary: 'Records that you agree to capture from devices, or takes it back.',
  usage: 'consent [--withdraw] [--json]',
  run: async (args, io) => {
    const { isSet, positionals, config } = readArguments(args, { withdraw: { type: 'boolean' } });
    if (positionals.length > 0) throw new UsageError(`"${positionals.join(' ')}" is not understood here.`);
    await withEngine(config, { warm: [] }, io, async (engine) => {
      await engine.execute({ type: isSet('withdraw') ? 'withdraw-consent' : 'give-consent' });
      const { consentAtMs } = engine.settings().privacy;
      if (io.json) {
        io.print(JSON.stringify({ consentAtMs }));
        return;
      }
      for (const line of CONSENT_TEXT) io.print(line);
      io.print(consentAtMs === null ? 'Your consent is withdrawn.' : 'Your consent is recorded.');
    });
  },
};
