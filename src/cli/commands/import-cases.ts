import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { ImportReport } from '../../api/schemas/case.js';
import { TesseraError } from '../../domain/errors.js';
import type { Command } from '../command.js';
import { type Connection, problemOf } from '../connection.js';

export const importCasesCommand: Command = {
  name: 'import cases',
  about: 'takes a case list (CSV or JSON): diagnoses, patients, which slide belongs to which case',
  usage: [
    '  tessera import cases FILE',
    '',
    '  Columns: file, case_id, patient_id, specimen, organ, stain, diagnosis, icdo3, mpp, age_band, sex, site,',
    '  scanner, date, report, notes, teaching. Only case_id is required; other names are kept as extra fields.',
    '  A second import updates and never doubles. Every fault is listed with its line, and then nothing is taken.',
  ].join('\n'),
  options: {},
  async run({ words, json, terminal, connect }) {
    const [file] = words;
    if (file === undefined) throw new TesseraError('invalid-input', 'Which file? tessera import cases FILE');
    const { connection } = await connect();
    const report = await importCases(connection, file);
    terminal.print(json ? JSON.stringify(report) : describeImport(report));
    return 0;
  },
};

/** Sends the list as it stands: encoding and faults are the importer's business. */
export async function importCases({ fetch, url, token }: Connection, file: string): Promise<ImportReport> {
  const content = await readFile(file).catch((cause: unknown) => {
    throw new TesseraError('unreadable', `“${file}” cannot be opened.`, { cause });
  });
  const type = extname(file).toLowerCase() === '.json' ? 'application/json' : 'text/csv';
  const response = await fetch(`${url}/api/v1/cases/import`, {
    method: 'POST',
    body: content,
    headers: { authorization: `Bearer ${token}`, 'content-type': type },
  });
  if (!response.ok) throw problemOf(response.status, await response.text());
  return (await response.json()) as ImportReport;
}

export function describeImport(report: ImportReport): string {
  const lines = [
    `${report.rows} rows: ${report.created} cases new, ${report.updated} updated, ${report.unchanged} unchanged; ${report.claimedSlides} slides found their case.`,
  ];
  if (report.unknownNames.length > 0) lines.push(`Kept as extra fields: ${report.unknownNames.join(', ')}.`);
  if (report.mppChanged.length > 0) {
    lines.push(`µm/px differs from what was ingested; ingest again: ${report.mppChanged.join(', ')}.`);
  }
  return lines.join('\n');
}
