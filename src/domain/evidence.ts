/** Nearest patients that speak for a diagnosis (search.md 4). */
export const EVIDENCE_PATIENTS = 10;

/** A case of the answer, in order of score. Its diagnosis is undefined where none is on record. */
export type EvidenceCase = {
  readonly patientId: string;
  readonly diagnosis: string | undefined;
  readonly score: number;
};

/** What was searched: its patients, and those who have a case with each diagnosis (null: without any). */
export type ArchiveShares = {
  readonly patients: number;
  readonly byDiagnosis: ReadonlyMap<string | null, number>;
};

export type DiagnosisEvidence = {
  /** Null: no diagnosis on record. */
  readonly diagnosis: string | null;
  /** Share of the weight, 0..1; over all diagnoses they sum to 1. */
  readonly weight: number;
  /** Patients behind it among the nearest. */
  readonly patients: number;
  /** Patients with it in the whole searched archive. */
  readonly archivePatients: number;
  /** weight / (archivePatients / all patients); undefined where the archive counts none. */
  readonly lift: number | undefined;
};

export type Evidence = {
  /** Most weight first; ties: by name, no diagnosis last. */
  readonly diagnoses: readonly DiagnosisEvidence[];
  /** Patients that spoke: at most EVIDENCE_PATIENTS. */
  readonly patients: number;
  readonly archive: { readonly patients: number };
  /** −Σ p log₂ p over diagnoses, bits; 0 when nobody spoke. */
  readonly entropy: number;
};

/** Below this τ the weights are those of the limit: only the best score counts, shared among equals. */
const SMALLEST_TAU = 1e-9;

/**
 * Evidence per diagnosis (search.md 4) from the first cases of distinct patients: w = exp((s − s₁)/τ),
 * normalised. The best case of a patient speaks for the patient. It supports a judgement and is none.
 */
export function weighEvidence(
  cases: readonly EvidenceCase[],
  archive: ArchiveShares,
  tau: number,
  limit: number = EVIDENCE_PATIENTS,
): Evidence {
  const speakers = firstPerPatient(cases, limit);
  const weights = speakerWeights(speakers, tau);
  const byDiagnosis = new Map<string | null, { weight: number; patients: number }>();
  speakers.forEach(({ diagnosis }, i) => {
    const key = diagnosis ?? null;
    const entry = byDiagnosis.get(key) ?? { weight: 0, patients: 0 };
    byDiagnosis.set(key, { weight: entry.weight + weights[i]!, patients: entry.patients + 1 });
  });
  const diagnoses = [...byDiagnosis]
    .map(([diagnosis, { weight, patients }]) => {
      const archivePatients = archive.byDiagnosis.get(diagnosis) ?? 0;
      const lift = archivePatients === 0 ? undefined : (weight * archive.patients) / archivePatients;
      return { diagnosis, weight, patients, archivePatients, lift };
    })
    .sort(byWeight);
  return {
    diagnoses,
    patients: speakers.length,
    archive: { patients: archive.patients },
    entropy: entropyBits(diagnoses.map(({ weight }) => weight)),
  };
}

/** H = −Σ p log₂ p, bits; shares of 0 add nothing. */
export function entropyBits(shares: readonly number[]): number {
  const bits = shares.reduce((sum, p) => (p > 0 ? sum - p * Math.log2(p) : sum), 0);
  return Math.max(0, bits);
}

function firstPerPatient(cases: readonly EvidenceCase[], limit: number): EvidenceCase[] {
  const seen = new Set<string>();
  const speakers: EvidenceCase[] = [];
  for (const item of cases) {
    if (speakers.length === limit) break;
    if (seen.has(item.patientId)) continue;
    seen.add(item.patientId);
    speakers.push(item);
  }
  return speakers;
}

function speakerWeights(speakers: readonly EvidenceCase[], tau: number): number[] {
  // Not the first score: under a fused order the best score may stand lower.
  const best = speakers.reduce((most, { score }) => Math.max(most, score), Number.NEGATIVE_INFINITY);
  const raw = speakers.map(({ score }) => Math.exp((score - best) / Math.max(tau, SMALLEST_TAU)));
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  return raw.map((weight) => weight / total);
}

function byWeight(a: DiagnosisEvidence, b: DiagnosisEvidence): number {
  if (b.weight !== a.weight) return b.weight - a.weight;
  if (a.diagnosis === null || b.diagnosis === null) return a.diagnosis === null ? 1 : -1;
  return a.diagnosis < b.diagnosis ? -1 : 1;
}
