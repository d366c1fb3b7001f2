import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { SearchAnswer } from '../../api/schemas/search.js';
import { TesseraError } from '../../domain/errors.js';
import { parseFilters } from '../../domain/filters.js';
import { type Command, type CommandContext, textFlag, textFlags } from '../command.js';
import { type Client, read } from '../connection.js';
import { table } from '../table.js';
import { choiceFlag, numberFlag, polygonFlag, regionFlags, tilesFlag, wholePath } from '../values.js';

export const searchCommand: Command = {
  name: 'search',
  about: 'asks the archive with a region, a slide, a picture or words',
  usage: [
    '  tessera search --slide S [--region x,y,w,h]… [--polygon "x,y x,y …"] [--mpp N]',
    '  tessera search --image FILE --mpp N [--region …]',
    '  tessera search --text WORDS',
    '',
    '  --slide S           id, file name, unique stem, or the path of a file (asked without archiving it);',
    '                      ./S.svs is the file here, whatever the archive has under that name',
    '  --mpp N             µm per pixel of a picture, or of a slide that does not say it',
    '  --region x,y,w,h    level-0 pixels; may repeat',
    '  --k N               cases to answer (default 10)',
    '  --space ID|all      another space than the finest that query and archive share',
    '  --filter key=value  organ, diagnosis, stain, site …; several keys = and, the same key twice = or',
    '  --relevant TILE, --not-relevant TILE   marks on tiles of an earlier answer; may repeat',
    '  --include-own-patient                  let the asking patient answer as well',
    '  --view cases|tiles  cases (default) or the plain nearest tiles',
    '  --scoring mean|median|csls',
  ].join('\n'),
  options: {
    slide: { type: 'string' },
    region: { type: 'string', multiple: true },
    polygon: { type: 'string' },
    image: { type: 'string' },
    mpp: { type: 'string' },
    text: { type: 'string' },
    k: { type: 'string' },
    space: { type: 'string' },
    filter: { type: 'string', multiple: true },
    relevant: { type: 'string', multiple: true },
    'not-relevant': { type: 'string', multiple: true },
    'include-own-patient': { type: 'boolean' },
    view: { type: 'string' },
    scoring: { type: 'string' },
  },
  async run(context) {
    const { json, terminal, connect } = context;
    const { client } = await connect();
    const answer = await read(client.searches.$post({ json: await toRequest(client, context) }));
    terminal.print(json ? JSON.stringify(answer) : describe(answer));
    return 0;
  },
};

type Request = Parameters<Client['searches']['$post']>[0]['json'];

async function toRequest(client: Client, { flags, words }: CommandContext): Promise<Request> {
  if (words.length > 0) {
    throw new TesseraError('invalid-input', `“${words[0]}” is not understood.`, {
      hint: 'tessera help search',
    });
  }
  const mpp = numberFlag(flags, 'mpp');
  const [reference, image] = [textFlag(flags, 'slide'), textFlag(flags, 'image')];
  if (reference === undefined && image === undefined && textFlag(flags, 'text') === undefined) {
    throw new TesseraError('invalid-input', 'Ask with --slide, with --image and --mpp, or with --text.', {
      hint: 'tessera help search',
    });
  }
  const regions = regionFlags(flags);
  const slide = reference === undefined ? undefined : await findSlide(client, reference, mpp);
  return {
    slideId: slide?.id,
    image: image === undefined ? undefined : (await readPicture(image)).toString('base64'),
    mpp,
    regions: regions.length > 0 ? regions : undefined,
    polygon: polygonFlag(flags),
    text: textFlag(flags, 'text'),
    k: numberFlag(flags, 'k') ?? 10,
    space: textFlag(flags, 'space'),
    filters: toFilters(textFlags(flags, 'filter')),
    relevant: tilesFlag(flags, 'relevant'),
    notRelevant: tilesFlag(flags, 'not-relevant'),
    includeOwnPatient: flags['include-own-patient'] === true,
    view: choiceFlag(flags, 'view', ['cases', 'tiles'] as const),
    scoring: choiceFlag(flags, 'scoring', ['mean', 'median', 'csls'] as const),
  };
}

/** A bare name means a slide of the archive first, then a file in the folder where the person stands. */
async function findSlide(client: Client, reference: string, mpp: number | undefined) {
  const open = (name: string) => read(client.slides.visits.$post({ json: { reference: name, mpp } }));
  const here = resolve(reference);
  return open(wholePath(reference)).catch((error: unknown) => {
    if (!(error instanceof TesseraError) || error.tag !== 'not-found' || !existsSync(here)) throw error;
    return open(here);
  });
}

async function readPicture(file: string): Promise<Buffer> {
  return readFile(file).catch((cause: unknown) => {
    throw new TesseraError('unreadable', `“${file}” cannot be opened.`, { cause });
  });
}

function toFilters(words: readonly string[]): Record<string, string[]> {
  const word = words.find((one) => one.indexOf('=') < 1);
  if (word !== undefined)
    throw new TesseraError('invalid-input', `--filter is “${word}”; it must be key=value.`);
  return Object.fromEntries(
    Object.entries(parseFilters(words)).map(([key, values]) => [key, [...(values ?? [])]]),
  );
}

/** The answer as a table, the evidence in words, and an honest line when nothing is similar. */
export function describe(answer: SearchAnswer): string {
  const { query } = answer;
  const lines = [howAsked(answer)];
  if (query.padded) lines.push('It is smaller than a tile: what lies outside was completed by mirroring.');
  if (query.coverage !== null) {
    lines.push(`They stand for ${query.represents} tiles (mean similarity ${query.coverage.toFixed(2)}).`);
  }
  if (answer.reason) lines.push(answer.reason);
  if (answer.cases.length === 0) return [...lines, 'No case was found.'].join('\n');
  lines.push('', answer.tiles ? tileTable(answer.tiles) : caseTable(answer));
  if (answer.evidence.length > 0)
    lines.push('', ...answer.evidence.slice(0, 5).map((one) => one.sentence), answer.evidenceRule.en);
  lines.push(
    '',
    `Open again: /api/v1/searches/${answer.id}`,
    'For Research Use Only. Not for use in diagnostic procedures.',
  );
  return lines.join('\n');
}

function howAsked({ query, space, searched, ms, cases }: SearchAnswer): string {
  const time = `in ${Math.round(ms.total)} ms`;
  if (query.kind === 'text') return `The words “${query.text}” stand in ${cases.length} cases (${time}).`;
  const where = Array.isArray(space) ? space.join(', ') : space;
  const words = query.text ? ` and the words “${query.text}”` : '';
  return `Asked with ${query.tiles} ${query.tiles === 1 ? 'tile' : 'tiles'} in ${where}${words}; searched ${searched.tiles} tiles of ${searched.patients} patients ${time}.`;
}

function caseTable({ cases, query }: SearchAnswer): string {
  const rows = cases.map((hit, i) => [
    String(i + 1),
    query.kind === 'text' ? '–' : hit.score.toFixed(3),
    hit.noCase ? 'no case' : (hit.diagnosis.text ?? '–'),
    hit.diagnosis.code ?? '',
    hit.organ ?? '',
    hit.site ?? '',
    hit.noCase ? (hit.slides[0]?.name ?? '') : hit.caseId,
    hit.mark === null ? '' : hit.mark === 'relevant' ? '✓' : '✗',
  ]);
  return table(['', 'similarity', 'diagnosis', 'code', 'organ', 'site', 'case', ''], rows);
}

function tileTable(tiles: NonNullable<SearchAnswer['tiles']>): string {
  const rows = tiles.map((hit, i) => [
    String(i + 1),
    hit.similarity.toFixed(3),
    String(hit.tileId),
    hit.diagnosis.text ?? '–',
    hit.organ ?? '',
    hit.name,
    `${hit.region.x},${hit.region.y}`,
  ]);
  return table(['', 'similarity', 'tile', 'diagnosis', 'organ', 'slide', 'x,y'], rows);
}
