import type { Command } from '../command.js';

export const versionCommand: Command = {
  name: 'version',
  about: 'version of Tessera and of Node; also tessera --version',
  usage: '  tessera version',
  options: {},
  async run({ json, terminal, version }) {
    const node = process.versions.node;
    terminal.print(json ? JSON.stringify({ version, node }) : `tessera ${version} (Node ${node})`);
    return 0;
  },
};
