import type { Command } from '../command.js';
import { read } from '../connection.js';
import { table } from '../table.js';

export const modelsCommand: Command = {
  name: 'models',
  about: 'models on this machine; refused ones with the reason',
  usage: [
    '  tessera models',
    '',
    '  tessera models add, tessera models presets and tessera models measure bring in others.',
  ].join('\n'),
  options: {},
  async run({ json, terminal, connect }) {
    const { client } = await connect();
    const { items } = await read(client.models.$get());
    if (json) {
      terminal.print(JSON.stringify({ items }));
      return 0;
    }
    const rows = items.map((model) => [
      model.default ? `${model.id} *` : model.id,
      model.usable ? 'usable' : 'refused',
      model.scales.map((scale) => `${scale.mpp}`).join(', '),
      model.dim === null ? '' : String(model.dim),
      model.threads ? `${model.threads.workers} × ${model.threads.perWorker} (${model.threads.from})` : '',
      model.preset ?? '',
      model.refused ?? model.name ?? '',
    ]);
    terminal.print(table(['model', 'state', 'µm/px', 'dim', 'workers × threads', 'preset', ''], rows));
    return 0;
  },
};
