import { type Command, textFlag } from '../command.js';
import { read } from '../connection.js';

export const rebuildCommand: Command = {
  name: 'rebuild',
  about: 'builds the index anew from the catalog',
  usage: '  tessera rebuild [--space ID]',
  options: { space: { type: 'string' } },
  async run({ flags, json, terminal, connect }) {
    const { client } = await connect();
    const answer = await read(client.rebuild.$post({ json: { space: textFlag(flags, 'space') } }));
    const rows = answer.items.reduce((sum, space) => sum + (space.index?.rows ?? 0), 0);
    terminal.print(
      json ? JSON.stringify(answer) : `Built anew: ${rows} vectors in ${answer.items.length} spaces.`,
    );
    return 0;
  },
};
