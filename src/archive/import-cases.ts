import type { ImportReport } from '../catalog/port.js';
import { parseCaseList } from './case-list.js';
import type { ArchiveParts } from './parts.js';

export type CaseListReport = ImportReport & { readonly unknownNames: readonly string[] };

/** Takes a case list (CSV or JSON) whole, or refuses it whole with every fault and its line. */
export async function importCases(
  { catalog }: ArchiveParts,
  list: { content: Uint8Array; kind: 'csv' | 'json' },
  actor: string,
): Promise<CaseListReport> {
  const { rows, unknownNames } = parseCaseList(list.content, list.kind);
  const report = await catalog.cases.import(rows);
  await catalog.audit.write({ actor, action: 'import-cases', subject: `${rows.length} rows` });
  return { ...report, unknownNames };
}
