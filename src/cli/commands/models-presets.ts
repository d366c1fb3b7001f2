import type { Command } from '../command.js';
import { read } from '../connection.js';
import { table } from '../table.js';

export const modelsPresetsCommand: Command = {
  name: 'models presets',
  about: 'public encoders whose constants are known, and where their weights are to be had',
  usage: '  tessera models presets',
  options: {},
  async run({ json, terminal, connect }) {
    const { client } = await connect();
    const { items } = await read(client.models.presets.$get());
    if (json) {
      terminal.print(JSON.stringify({ items }));
      return 0;
    }
    const rows = items.map((preset) => [
      preset.id,
      preset.mpp.join(', ') || 'choose',
      `${preset.tilePx} → ${preset.networkPx}`,
      String(preset.dim),
      preset.licence,
      preset.gated ? `${preset.source} (ask for access)` : preset.source,
    ]);
    terminal.print(table(['preset', 'µm/px', 'px', 'dim', 'licence', 'weights'], rows));
    return 0;
  },
};
