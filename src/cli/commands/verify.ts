import type { Command } from '../command.js';
import { read } from '../connection.js';
import { table } from '../table.js';
import { watchJob } from '../watch-job.js';

export const verifyCommand: Command = {
  name: 'verify',
  about: 'checks the catalog and compares it with the index; with --repair puts right what differs',
  usage: [
    '  tessera verify [--repair]',
    '',
    '  Checks the catalog’s file, the filters, words and counts derived in it, that every indexed tile has its vector,',
    '  that the slides’ files are those that were indexed, and that the index holds what the catalog says.',
    '  --repair   derives and counts anew, lays the index anew, and ingests slides again that lost vectors',
    '',
    '  Exit code 1 when something differs and was not repaired.',
  ].join('\n'),
  options: { repair: { type: 'boolean' } },
  async run({ flags, json, terminal, connect }) {
    const { client, connection } = await connect();
    const answer = await read(client.verify.$post({ json: { repair: flags.repair === true } }));
    // What was lost is computed again before the command ends: without a server nobody else would.
    if (answer.jobId !== null) await watchJob(connection, answer.jobId, terminal.progress);
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
