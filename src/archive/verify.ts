import type { CatalogFaults, TileFault } from '../catalog/port.js';
import { TesseraError } from '../domain/errors.js';
import type { IndexFinding } from '../vectors/port.js';
import { exists } from './files.js';
import { startIngest } from './ingest.js';
import type { ArchiveParts } from './parts.js';

export type Verified = {
  readonly ok: boolean;
  readonly findings: readonly IndexFinding[];
  /** The ingest that computes again what was lost, when there was such and it was to be repaired. */
  readonly jobId: string | undefined;
};
type Verifying = { readonly repair: boolean; readonly actor: string };

/** Where a finding lies that is of no space. */
const CATALOG = 'catalog';
const PAGE = 500;

/**
 * Checks the catalog's file and what is derived in it, whether the slides' files are still those that were indexed, and
 * compares catalog and index. With `repair` what can be derived is derived anew, and slides that lost vectors are
 * ingested again. A damaged file is told, never touched: it is the only truth, and a backup is the way back.
 */
export async function verifyArchive(parts: ArchiveParts, options: Verifying): Promise<Verified> {
  const faults = await parts.findCatalogFaults();
  const derived = await mendDerived(parts, faults, options);
  const { jobId, findings: lost } = await mendVectors(parts, faults.tiles, options);
  const findings = [
    ...faults.damage.map((problem) => ({ spaceId: CATALOG, problem, repaired: false })),
    ...derived,
    ...lost,
    ...(await changedFiles(parts)),
    ...(await compareIndex(parts, options)),
  ];
  return { ok: findings.every((finding) => finding.repaired), findings, jobId };
}

async function mendDerived(
  { catalog: { upkeep } }: ArchiveParts,
  { cases, slides, tiles }: CatalogFaults,
  { repair }: Verifying,
): Promise<IndexFinding[]> {
  const ledgers = tiles.filter(({ kind }) => kind === 'ledger');
  if (repair) {
    await upkeep.deriveCases(cases);
    await upkeep.deriveSlides(slides);
    for (const { slideKey, spaceId } of ledgers) await upkeep.countTiles(slideKey, spaceId);
  }
  const counted = [
    [cases.length, 'cases are filtered or found by other words than theirs'],
    [slides.length, 'slides are filtered or found by other names than theirs'],
  ] as const;
  return [
    ...counted.flatMap(([count, problem]) =>
      count > 0 ? [{ spaceId: CATALOG, problem: `${count} ${problem}`, repaired: repair }] : [],
    ),
    ...ledgers.map((fault) => ({ spaceId: fault.spaceId, problem: say(fault), repaired: repair })),
  ];
}

async function mendVectors(
  parts: ArchiveParts,
  faults: readonly TileFault[],
  { repair, actor }: Verifying,
): Promise<Pick<Verified, 'findings' | 'jobId'>> {
  const lost = faults.filter(({ kind }) => kind === 'vectors');
  const slides = await parts.catalog.slides.getByKeys(lost.map(({ slideKey }) => slideKey));
  const paths = new Map<number, string>();
  for (const { key, path } of slides.values()) if (await exists(path)) paths.set(key, path);
  const findings: IndexFinding[] = [];
  for (const fault of lost) {
    const { slideKey, spaceId } = fault;
    if (repair && spaceId !== CATALOG) await parts.catalog.upkeep.dropVectors(slideKey, spaceId);
    const isThere = paths.has(slideKey);
    const next = isThere
      ? repair
        ? 'it is ingested again'
        : 'with --repair it is ingested again'
      : 'its file is not there: put it back, then tessera verify --repair';
    findings.push({ spaceId, problem: `${say(fault)}; ${next}`, repaired: repair && isThere });
  }
  if (!repair || paths.size === 0) return { findings, jobId: undefined };
  const alone = async (path: string) => ({ slides: [path], otherFiles: [] });
  const job = await startIngest(parts, alone, { paths: [...paths.values()] }, actor);
  return { findings, jobId: job.id };
}

/** What the catalog cannot give is a finding as well, not the end of all findings. */
async function compareIndex({ index }: ArchiveParts, options: Verifying): Promise<IndexFinding[]> {
  return index.verify(options).catch((error: unknown) => {
    if (!(error instanceof TesseraError)) throw error;
    return [{ spaceId: 'index', problem: error.message, repaired: false }];
  });
}

function say({ name, problem }: TileFault): string {
  return `“${name}”: ${problem}`;
}

/** Slides whose files show without being read that they are others now. */
async function changedFiles({ catalog, originals }: ArchiveParts): Promise<IndexFinding[]> {
  const findings: IndexFinding[] = [];
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const page = await catalog.slides.list({ filters: {}, state: 'archived', limit: PAGE, cursor });
    for (const slide of page.items) {
      const changed = await originals.refuseKnownChanged(slide).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (changed === undefined) continue;
      if (!(changed instanceof TesseraError)) throw changed;
      const problem = [changed.message, changed.hint].join(' ');
      findings.push({ spaceId: CATALOG, problem, repaired: false });
    }
    cursor = page.nextCursor;
  }
  return findings;
}
