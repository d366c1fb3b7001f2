import type { Command } from '../command.js';
import { read } from '../connection.js';
import { table } from '../table.js';

export const doctorCommand: Command = {
  name: 'doctor',
  about: 'checks Node, OpenSlide, execution providers, models, disk and index, and says what to do',
  usage: '  tessera doctor\n\n  Exit code 1 when something is missing.',
  options: {},
  async run({ json, terminal, connect }) {
    const { client } = await connect();
    const answer = await read(client.doctor.$get());
    if (json) terminal.print(JSON.stringify(answer));
    else {
      const rows = answer.findings.map((one) => [one.ok ? '✓' : '✗', one.check, one.found, one.advice ?? '']);
      terminal.print(table(['', 'check', 'found', 'what to do'], rows));
    }
    return answer.ok ? 0 : 1;
  },
};
