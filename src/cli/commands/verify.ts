import type { Command } from '../command.js';
import { read } from '../connection.js';
import { table } from '../table.js';

export const verifyCommand: Command = {
  name: 'verify',
  about: 'compares catalog and index; with --repair puts right what differs',
  usage: '  tessera verify [--repair]\n\n  Exit code 1 when something differs and was not repaired.',
  options: { repair: { type: 'boolean' } },
  async run({ flags, json, terminal, connect }) {
    const { client } = await connect();
    const answer = await read(client.verify.$post({ json: { repair: flags.repair === true } }));
    if (json) terminal.print(JSON.stringify(answer));
    else if (answer.findings.length === 0) terminal.print('Catalog and index agree.');
    else {
      const rows = answer.findings.map((one) => [
        one.spaceId,
        one.problem,
        one.repaired ? 'repaired' : 'open',
      ]);
      terminal.print(table(['space', 'finding', ''], rows));
    }
    return answer.ok ? 0 : 1;
  },
};
