import { resolve } from 'node:path';
import type { RegionEvent, RegionReport } from '../../api/schemas/evaluation.js';
import { fromErrorRecord, TesseraError } from '../../domain/errors.js';
import { type Command, textFlag } from '../command.js';
import type { Connection } from '../connection.js';
import { readEvents } from '../events.js';
import { figureTable, sayFigure, sayInterval } from '../figures.js';
import { table } from '../table.js';

export const evaluateRegionsCommand: Command = {
  name: 'evaluate regions',
  about: 'how well regions of archived slides find their like, where squares with truth are known',
  usage: [
    '  tessera evaluate regions --truth DIR [--space ID]',
    '',
    '  --truth DIR   for slides of the archive: DIR/<slide name without ending>.csv with x,y,width,height,label',
    '                (level-0 pixels). Every square asks as a region, its own patient does not answer; a tile that',
    '                comes back is judged by the square with the largest area under it, and left out where squares',
    '                cover less than half of it',
    '  --space ID    another space than the finest that these slides can serve',
  ].join('\n'),
  options: { truth: { type: 'string' }, space: { type: 'string' } },
  async run({ flags, words, json, terminal, connect }) {
    const truth = textFlag(flags, 'truth');
    if (truth === undefined || words.length > 0) {
      throw new TesseraError('invalid-input', 'Where are the squares? tessera evaluate regions --truth DIR', {
        hint: 'tessera help evaluate regions',
      });
    }
    const { connection } = await connect();
    const question = { truth: resolve(truth), space: textFlag(flags, 'space') };
    const report = await watch(connection, question, terminal.progress);
    terminal.print(json ? JSON.stringify(report) : describe(report));
    return 0;
  },
};

async function watch(
  connection: Connection,
  question: { readonly truth: string; readonly space: string | undefined },
  show: (line: string) => void,
): Promise<RegionReport> {
  for await (const data of readEvents(connection, '/api/v1/evaluations/regions/events', question)) {
    const event = JSON.parse(data) as RegionEvent;
    if ('report' in event) return event.report;
    if ('error' in event) throw fromErrorRecord(event.error);
    show(`${event.done} of ${event.total} squares asked`);
  }
  throw new TesseraError('unavailable', 'The server ended before the report was made.');
}

function describe(report: RegionReport): string {
  const { p1, p5, p10, map5, mmv5, macroP1, macroP10, macroMmv5, balancedAccuracy } = report;
  const figures = { p1, p5, p10, map5, mmv5, macroP1, macroP10, macroMmv5, balancedAccuracy };
  const labels = report.perLabel.map(({ label, n, patients, ...own }) => [
    label,
    String(n),
    String(patients),
    sayFigure(own.p1),
    sayInterval(own.ci95.p1),
    sayFigure(own.p5),
  ]);
  const patients = report.perPatient.map((own) => [
    own.patient,
    own.slides.join(', '),
    String(own.n),
    own.p1.toFixed(3),
    own.p5.toFixed(3),
    Object.entries(own.labels)
      .map(([label, n]) => `${label} ${n}`)
      .join(', '),
  ]);
  return [
    `${report.queries} squares of ${report.slides} slides (${report.patients} patients) asked in ${report.space}; ${report.judgedTiles} tiles could be judged, ${report.thin} squares found fewer than five of them.`,
    '',
    figureTable(figures, report.ci95, report.chance),
    '',
    table(['label', 'asked', 'patients', 'P@1', '95 % interval', 'P@5'], labels),
    '',
    table(['patient', 'slides', 'asked', 'P@1', 'P@5', 'squares'], patients),
    ...(report.otherFiles.length > 0
      ? ['', `Other CSV files, left alone: ${report.otherFiles.join(', ')}`]
      : []),
  ].join('\n');
}
