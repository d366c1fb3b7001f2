import { signal, useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { call } from '../server/call.js';
import { api } from '../server/client.js';
import { pictureOfSearch, regionOf } from '../server/pictures.js';
import type { Answer } from '../server/types.js';
import { createResource } from '../state/resource.js';
import { number, words } from '../words/words.js';
import { queryBox } from './query-box.js';

export const contrastOpen = signal(false);

const WIDTH_PX = 960;
/** Differences of similarity below this are drawn as undecided. */
const UNDECIDED = 0.005;

const load = (searchId: string, a: string, b: string) =>
  call(api.searches[':searchId'].contrast.$get({ param: { searchId }, query: { a, b } }));

/** Which tissue of the query speaks for one diagnosis and which for another: letters A and B on its tiles. */
export function ContrastView({ found }: { readonly found: Answer }) {
  const say = words.value.results;
  const names = found.evidence.flatMap(({ diagnosis }) => diagnosis ?? []);
  const a = useSignal(names[0] ?? '');
  const b = useSignal(names[1] ?? '');
  const contrast = useMemo(() => createResource<Awaited<ReturnType<typeof load>>>(), []);
  useEffect(() => {
    if (a.value !== b.value) void contrast.load(() => load(found.id, a.value, b.value));
  }, [contrast, found, a.value, b.value]);
  const now = contrast.now.value;
  const choice = (label: string, chosen: typeof a) => (
    <label>
      {label}{' '}
      <select
        value={chosen.value}
        onChange={({ currentTarget }) => {
          chosen.value = currentTarget.value;
        }}
      >
        {names.map((name) => (
          <option key={name} value={name}>
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
        {choice(say.forA, a)}
        {choice(say.forB, b)}
        {now.value && <span>{say.meanDifference(number(now.value.mean, 3))}</span>}
      </div>
      {now.state === 'failed' && <p class="bad">{now.fault.detail}</p>}
      {now.value && <Picture found={found} tiles={now.value.tiles} />}
    </section>
  );
}

type Tiles = Awaited<ReturnType<typeof load>>['tiles'];

function Picture({ found, tiles }: { readonly found: Answer; readonly tiles: Tiles }) {
  const { slideId } = found.query;
  const box = queryBox(found);
  if (!box) return null;
  const source = slideId ? regionOf(slideId, box, WIDTH_PX) : pictureOfSearch(found.id);
  return (
    <div class="contrast-picture">
      <img
        src={source}
        alt={words.value.results.query}
        style={{ aspectRatio: `${box.width} / ${box.height}` }}
      />
      <svg viewBox={`${box.x} ${box.y} ${box.width} ${box.height}`} aria-hidden="true">
        {tiles.map(({ queryTile, box: tile, difference }) => {
          const letter = Math.abs(difference) < UNDECIDED ? '·' : difference > 0 ? 'A' : 'B';
          return (
            <g key={queryTile} class={`letter-${letter}`}>
              <rect
                x={tile.x}
                y={tile.y}
                width={tile.width}
                height={tile.height}
                fill="var(--hue, transparent)"
                fill-opacity="0.35"
              />
              <text
                x={tile.x + tile.width * 0.06}
                y={tile.y + tile.height * 0.2}
                font-size={Math.min(tile.height * 0.16, box.width * 0.05)}
              >
                {letter}
              </text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}
