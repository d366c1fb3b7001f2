import { useEffect, useMemo } from 'preact/hooks';
import { Explained } from '../parts/explained.jsx';
import { call } from '../server/call.js';
import { api } from '../server/client.js';
import { pictureOfSearch, regionOf } from '../server/pictures.js';
import type { Answer, Box } from '../server/types.js';
import { createResource } from '../state/resource.js';
import { number, words } from '../words/words.js';
import { look } from './answer-view.js';
import { letterOf, NO_LETTER } from './letters.js';
import { ownCells } from './own-cells.js';
import { queryBox } from './query-box.js';

const WIDTH_PX = 960;
/** Differences of similarity below this are drawn as undecided. */
const UNDECIDED = 0.005;

const load = (searchId: string, a: string, b: string) =>
  call(api.searches[':searchId'].contrast.$get({ param: { searchId }, query: { a, b } }));

/** Which tissue of the query speaks for one diagnosis and which for another: letters A and B on its tiles. */
export function ContrastView({
  found,
  letters,
}: {
  readonly found: Answer;
  readonly letters: readonly [string, string];
}) {
  const say = words.value.results;
  const names = found.evidence
    .flatMap(({ diagnosis }) => diagnosis ?? [])
    .filter((name) => letterOf(found, name) !== NO_LETTER);
  const named = (letter: string) => names.find((name) => letterOf(found, name) === letter);
  const [a, b] = [named(letters[0]), named(letters[1])];
  const contrast = useMemo(() => createResource<Awaited<ReturnType<typeof load>>>(), []);
  useEffect(() => {
    if (a && b && a !== b) void contrast.load(() => load(found.id, a, b));
  }, [contrast, found, a, b]);
  const now = contrast.now.value;
  const choice = (label: string, at: 0 | 1) => (
    <label>
      <span class={`letter letter-${letters[at]}`} aria-hidden="true">
        {letters[at]}
      </span>
      <span class="unseen">{label}</span>
      <select
        value={letters[at]}
        onChange={({ currentTarget: { value } }) =>
          look('contrast', (at === 0 ? [value, letters[1]] : [letters[0], value]).join(','))
        }
      >
        {names.map((name) => (
          <option key={name} value={letterOf(found, name)}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <section class="contrast" aria-label={say.contrast}>
      <p class="faint">{say.contrastHint}</p>
      <div class="choices">
        {choice(say.forA, 0)}
        {choice(say.forB, 1)}
        {now.value && <span>{say.meanDifference(number(now.value.mean, 3))}</span>}
      </div>
      {now.state === 'failed' && <Explained problem={now.fault} />}
      {now.value && a !== b && <Picture found={found} letters={letters} tiles={now.value.tiles} />}
    </section>
  );
}

type Tiles = Awaited<ReturnType<typeof load>>['tiles'];

type PictureProps = {
  readonly found: Answer;
  readonly letters: readonly [string, string];
  readonly tiles: Tiles;
};

function Picture({ found, letters, tiles }: PictureProps) {
  const { slideId } = found.query;
  const box = queryBox(found);
  if (!box) return null;
  const letterFor = (difference: number) =>
    Math.abs(difference) < UNDECIDED ? NO_LETTER : letters[difference > 0 ? 0 : 1];
  const cells = ownCells(tiles.map(({ box: tile }) => tile));
  const source = slideId ? regionOf(slideId, box, WIDTH_PX) : pictureOfSearch(found.id);
  return (
    <div class="contrast-picture">
      <img
        src={source}
        alt={words.value.results.query}
        style={{ aspectRatio: `${box.width} / ${box.height}` }}
      />
      <svg viewBox={`${box.x} ${box.y} ${box.width} ${box.height}`} aria-hidden="true">
        {tiles.map(({ queryTile, difference }, i) => (
          <Cell key={queryTile} box={cells[i]!} letter={letterFor(difference)} most={box.width * 0.05} />
        ))}
      </svg>
    </div>
  );
}

type CellProps = { readonly box: Box; readonly letter: string; readonly most: number };

function Cell({ box: { x, y, width, height }, letter, most }: CellProps) {
  return (
    <g class={`letter-${letter}`}>
      <rect x={x} y={y} width={width} height={height} fill="var(--hue, transparent)" fill-opacity="0.35" />
      <text
        x={x + width / 2}
        y={y + height / 2}
        text-anchor="middle"
        dominant-baseline="central"
        font-size={Math.min(Math.min(width, height) * 0.3, most)}
      >
        {letter}
      </text>
    </g>
  );
}
