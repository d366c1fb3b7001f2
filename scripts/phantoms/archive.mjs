import { createRandom } from './random.mjs';
import { SITES } from './sites.mjs';

/**
 * One slide of the demo archive; the columns of the case list and what is drawn.
 *
 * @typedef {object} PhantomCase
 * @property {string} file @property {string} case_id @property {string} patient_id
 * @property {string} organ @property {string} diagnosis @property {string} icdo3
 * @property {string} site key of sites.mjs @property {string} date @property {string} notes
 * @property {readonly (readonly [pattern: string, share: number])[]} mix
 * @property {string} patientSeed @property {string} seed
 */

/**
 * Diagnoses and the tissue found with each; the main pattern first.
 * @type {readonly { organ: string, name: string, code: string, mix: readonly (readonly [string, number])[] }[]}
 */
export const DIAGNOSES = [
  {
    organ: 'breast',
    name: 'Invasive ductal carcinoma',
    code: '8500/3',
    mix: [
      ['solid nests', 8],
      ['stroma', 3],
      ['fat', 3],
      ['lymphocytes', 2],
    ],
  },
  {
    organ: 'breast',
    name: 'Ductal carcinoma in situ, cribriform',
    code: '8201/2',
    mix: [
      ['in-situ ducts', 8],
      ['stroma', 4],
      ['fat', 4],
    ],
  },
  {
    organ: 'breast',
    name: 'Normal breast tissue',
    code: '',
    mix: [
      ['normal ducts', 7],
      ['fat', 5],
      ['stroma', 4],
    ],
  },
  {
    organ: 'colon',
    name: 'Adenocarcinoma of the colon',
    code: '8140/3',
    mix: [
      ['fused glands', 8],
      ['loose stroma', 3],
      ['muscle', 3],
      ['lymphocytes', 2],
    ],
  },
  {
    organ: 'colon',
    name: 'Normal colon mucosa',
    code: '',
    mix: [
      ['crypts', 8],
      ['loose stroma', 4],
      ['muscle', 4],
    ],
  },
  {
    organ: 'lung',
    name: 'Adenocarcinoma of the lung, acinar',
    code: '8551/3',
    mix: [
      ['acini', 8],
      ['loose stroma', 2],
      ['stroma', 3],
      ['lymphocytes', 3],
    ],
  },
  {
    organ: 'lung',
    name: 'Squamous cell carcinoma, keratinizing',
    code: '8071/3',
    mix: [
      ['squamous nests', 9],
      ['loose stroma', 3],
      ['lymphocytes', 2],
      ['stroma', 2],
    ],
  },
  {
    organ: 'lung',
    name: 'Normal lung tissue',
    code: '',
    mix: [
      ['alveoli', 12],
      ['stroma', 2],
      ['lymphocytes', 2],
    ],
  },
  {
    organ: 'thyroid',
    name: 'Papillary carcinoma',
    code: '8260/3',
    mix: [
      ['papillae', 9],
      ['stroma', 4],
      ['loose stroma', 3],
    ],
  },
  {
    organ: 'lymph node',
    name: 'Diffuse large B-cell lymphoma',
    code: '9680/3',
    mix: [
      ['lymphoid sheets', 9],
      ['lymphocytes', 3],
      ['fat', 2],
      ['stroma', 2],
    ],
  },
];

/**
 * The demo archive: every diagnosis at three of four sites, one phantom "patient" each, except that normal
 * tissue of breast, colon and lung comes from the patients of a tumour at the same site (so that leaving out
 * the asker's own patient shows).
 *
 * @param {number} count slides @param {string} seed
 * @returns {PhantomCase[]}
 */
export function listPhantoms(count, seed) {
  const sites = Object.keys(SITES);
  const owners = new Map();
  return Array.from({ length: count }, (_, i) => {
    const kind = i % DIAGNOSES.length;
    const round = Math.floor(i / DIAGNOSES.length);
    const { organ, name, code, mix } = DIAGNOSES[kind];
    const site = sites[(kind + round) % sites.length];
    const number = String(i + 1).padStart(3, '0');
    const owner = code === '' ? owners.get(`${organ} ${site}`) : undefined;
    const patient = owner ?? `PHANTOM-P${number}`;
    if (code !== '') owners.set(`${organ} ${site}`, patient);
    const random = createRandom(`${seed} case ${i}`);
    return {
      file: `phantom-${number}.tif`,
      case_id: `PHANTOM-${number}`,
      patient_id: patient,
      organ,
      diagnosis: `${name} (phantom)`,
      icdo3: code,
      site,
      date: `2024-${String(random.whole(1, 12)).padStart(2, '0')}-${String(random.whole(1, 28)).padStart(2, '0')}`,
      notes: `Synthetic phantom drawn by a program: no patient, no tissue. Main pattern: ${mix[0][0]}.`,
      mix: jitterMix(mix, random),
      patientSeed: `${seed} ${patient}`,
      seed: `${seed} slide ${number}`,
    };
  });
}

/**
 * The case list as CSV (RFC 4180).
 * @param {readonly PhantomCase[]} cases
 */
export function caseList(cases) {
  const head = 'file,case_id,patient_id,specimen,organ,stain,diagnosis,icdo3,mpp,site,scanner,date,notes';
  const rows = cases.map((c) =>
    [
      c.file,
      c.case_id,
      c.patient_id,
      'phantom',
      c.organ,
      'H&E (phantom)',
      c.diagnosis,
      c.icdo3,
      '',
      SITES[c.site].name,
      SITES[c.site].scanner,
      c.date,
      c.notes,
    ]
      .map(quote)
      .join(','),
  );
  return `${[head, ...rows].join('\n')}\n`;
}

/** @param {string} value */
function quote(value) {
  return /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** @param {readonly (readonly [string, number])[]} mix @param {import('./random.mjs').Random} random @returns {[string, number][]} */
function jitterMix(mix, random) {
  return mix.map(([pattern, share]) => [pattern, share * random.between(0.85, 1.15)]);
}
