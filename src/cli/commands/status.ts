import type { Command } from '../command.js';
import { read } from '../connection.js';
import { table } from '../table.js';

export const statusCommand: Command = {
  name: 'status',
  about: 'what the archive holds and how far it is indexed',
  usage: '  tessera status',
  options: {},
  async run({ json, terminal, connect }) {
    const { client } = await connect();
    const status = await read(client.status.$get());
    if (json) {
      terminal.print(JSON.stringify(status));
      return 0;
    }
    const { slides } = status;
    const spaces = status.spaces.map((space) => [
      space.id,
      String(space.slides),
      String(space.tiles),
      space.index && (space.index.rows > 0 || space.tiles === 0)
        ? `${space.index.rows} vectors, ${space.index.graphRows} in the graph`
        : 'loaded when asked',
      space.calibration ? `${space.calibration.patients} patients` : 'not yet',
    ]);
    const jobs = status.jobs
      .slice(0, 5)
      .map((job) => [
        job.id,
        job.kind,
        job.state,
        `${job.steps.done + job.steps.failed}/${job.steps.total}`,
        job.createdAt,
      ]);
    terminal.print(
      [
        `${status.cases} cases; ${slides.archived} slides archived, ${slides.visiting} visiting (${slides.indexed} indexed, ${slides.skipped} skipped, ${slides.failed} failed, ${slides.pending} pending); ${status.tiles} tiles.`,
        ...(spaces.length > 0
          ? ['', table(['space', 'slides', 'tiles', 'index', 'calibrated with'], spaces)]
          : []),
        ...(jobs.length > 0 ? ['', table(['job', 'kind', 'state', 'steps', 'begun'], jobs)] : []),
      ].join('\n'),
    );
    return 0;
  },
};
