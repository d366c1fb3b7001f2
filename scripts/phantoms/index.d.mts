/** 8-bit interleaved RGB: data.length = width · height · 3. */
export type PhantomPicture = { readonly width: number; readonly height: number; readonly data: Uint8Array };
export type ArtefactType = 'pen' | 'fold' | 'blur' | 'bubble';
/** Lengths in µm; one point = a disc of radius `half`, more = a band of half width `half`. */
export type Artefact = {
  readonly type: ArtefactType;
  readonly line: readonly (readonly [number, number])[];
  readonly half: number;
  readonly ink?: readonly [number, number, number];
};
export type PatternName =
  | 'stroma'
  | 'loose stroma'
  | 'muscle'
  | 'fat'
  | 'lymphocytes'
  | 'normal ducts'
  | 'solid nests'
  | 'in-situ ducts'
  | 'fused glands'
  | 'crypts'
  | 'acini'
  | 'alveoli'
  | 'squamous nests'
  | 'papillae'
  | 'lymphoid sheets';
export type SiteName = 'north' | 'harbour' | 'valley' | 'lake';
export type Mix = readonly (readonly [pattern: PatternName, share: number])[];

export const PATTERNS: Readonly<Record<PatternName, object>>;
export const SITES: Readonly<Record<SiteName, { readonly name: string; readonly scanner: string }>>;
export const DIAGNOSES: readonly {
  readonly organ: string;
  readonly name: string;
  readonly code: string;
  readonly mix: Mix;
}[];

export type PhantomCase = {
  readonly file: string;
  readonly case_id: string;
  readonly patient_id: string;
  readonly organ: string;
  readonly diagnosis: string;
  readonly icdo3: string;
  readonly site: SiteName;
  readonly date: string;
  readonly notes: string;
  readonly mix: Mix;
  readonly patientSeed: string;
  readonly seed: string;
};
/** What the demo archive of `count` slides holds; nothing is drawn. */
export function listPhantoms(count: number, seed: string): PhantomCase[];

/** A square of one tissue pattern without a slide around it; deterministic. */
export function drawPatch(options: {
  readonly recipe: PatternName;
  readonly site: SiteName;
  /** Same seed = same look of the pattern. */
  readonly patientSeed: string;
  readonly sizePx: number;
  /** µm per pixel. */
  readonly mpp: number;
  /** Same seed = same picture. */
  readonly seed: string;
  readonly artefact?: ArtefactType | undefined;
}): PhantomPicture;

/** Draws one slide as pyramidal TIFF with its truth (regions, nuclei, artefacts) in `truth/` beside it. */
export function makePhantomSlide(
  file: string,
  options: {
    readonly mix: Mix;
    readonly site: SiteName;
    readonly patientSeed: string;
    readonly seed: string;
    /** Default 4096. */
    readonly sidePx?: number;
    /** µm per pixel, default 0.5. */
    readonly mpp?: number;
    /** Default: drawn by the seed; [] for none. */
    readonly artefacts?: readonly Artefact[];
  },
): Promise<{
  readonly width: number;
  readonly height: number;
  readonly mpp: number;
  readonly patterns: readonly string[];
}>;

/** The demo archive: slides, cases.csv and truth/; what is there and complete is kept. */
export function makeDemoArchive(
  folder: string,
  options?: {
    readonly slides?: number;
    readonly sidePx?: number;
    readonly seed?: string;
    readonly onProgress?: (line: string) => void;
  },
): Promise<{ readonly drawn: number; readonly kept: number; readonly seconds: number }>;
