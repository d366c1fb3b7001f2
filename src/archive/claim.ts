import type { SlideClaim } from '../catalog/port.js';
import { takeRows } from './case-lists.js';
import type { ArchiveParts } from './parts.js';

/**
 * Which case a file belongs to: what a case list says of its name or stem, else what the file-name rule reads
 * out of it (its first group is the case id; a case that no list has named yet is made). Ask it between case lists.
 */
export async function claimOf(
  { catalog, settings }: ArchiveParts,
  fileName: string,
): Promise<SlideClaim | undefined> {
  const listed = await catalog.cases.claimFor(fileName);
  if (listed) return listed;
  const caseId = settings.caseRule?.exec(fileName)?.[1];
  if (!caseId) return undefined;
  const known = await catalog.cases.getByCaseId(caseId);
  if (!known) {
    await takeRows(catalog, [{ line: 1, caseId, patientId: caseId, facts: {}, extra: {} }], 'tessera');
  }
  const owner = known ?? (await catalog.cases.getByCaseId(caseId));
  if (!owner) return undefined;
  return { caseKey: owner.key, mpp: undefined, stain: undefined, scanner: undefined, extra: {} };
}
