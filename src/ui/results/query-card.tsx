import { Link, Undo2 } from 'lucide-preact';
import { pictureOfSearch, regionOf, thumbnailOf } from '../server/pictures.js';
import type { Answer } from '../server/types.js';
import { complain, tell } from '../state/notices.js';
import { dateTime, number, plainNumber, words } from '../words/words.js';
import { countMarks, ranking, undo } from './answer-store.js';
import { queryBox } from './query-box.js';
import { Refine } from './refine.jsx';

const WIDTH_PX = 560;

/** What was asked, and everything that shaped the answer. */
export function QueryCard({ found }: { readonly found: Answer }) {
  const say = words.value.results;
  const { query } = found;
  return (
    <aside class="query" aria-label={say.query}>
      <QueryPicture found={found} />
      <h2>{say.kind[query.kind]}</h2>
      {query.text && <p class="asked-words">{query.text}</p>}
      <AskedFacts found={found} />
      <Refine found={found} />
      {query.padded && <p class="faint">{say.padded}</p>}
      <MarksLine found={found} />
      <p class="faint">
        {query.kind === 'text'
          ? ''
          : `${say.searched(
              number(found.searched.cases),
              number(found.searched.patients),
              number(found.searched.tiles),
            )} · `}
        {say.took(number(found.ms.total))}
      </p>
      <p class="faint">{say.kept(dateTime(found.expiresAt))}</p>
      <button type="button" onClick={copyAddress}>
        <Link size={14} aria-hidden="true" /> {say.copy}
      </button>
    </aside>
  );
}

function AskedFacts({ found }: { readonly found: Answer }) {
  const say = words.value.results;
  const { query } = found;
  const spaces = [found.space ?? []].flat();
  return (
    <dl class="facts">
      {query.tiles > 0 && (
        <div>
          <dt>{say.asked}</dt>
          <dd>
            {say.tiles(query.tiles)}
            {query.mpp ? ` · ${say.scale(plainNumber(query.mpp, 4))}` : ''}
          </dd>
        </div>
      )}
      {spaces.length > 0 && (
        <div>
          <dt>{say.space}</dt>
          <dd title={spaces.join(', ')}>{found.model?.id ?? spaces.join(', ')}</dd>
        </div>
      )}
    </dl>
  );
}

function MarksLine({ found }: { readonly found: Answer }) {
  const say = words.value.results;
  const { yes, no } = countMarks(found);
  if (yes + no === 0) return null;
  return (
    <p class="marks-line">
      {say.marks(yes, no)}
      <button
        type="button"
        class="quiet"
        disabled={ranking.value}
        title={`${say.undo} (U)`}
        onClick={() => void undo(found)}
      >
        <Undo2 size={14} aria-hidden="true" /> {say.undo}
      </button>
    </p>
  );
}

function QueryPicture({ found }: { readonly found: Answer }) {
  const say = words.value.results;
  const { slideId, kind } = found.query;
  if (kind === 'text') return null;
  if (!slideId) return <img class="query-picture" src={pictureOfSearch(found.id)} alt={say.kind.picture} />;
  const box = kind === 'slide' ? undefined : queryBox(found);
  const source = box ? regionOf(slideId, box, WIDTH_PX) : thumbnailOf(slideId, 512);
  const href = `/slides/${slideId}${box ? `?box=${[box.x, box.y, box.width, box.height].map(Math.round).join(',')}` : ''}`;
  return (
    <a href={href} title={say.openQuery}>
      <img
        class="query-picture"
        src={source}
        alt={say.openQuery}
        style={box ? { aspectRatio: `${box.width} / ${box.height}` } : undefined}
      />
    </a>
  );
}

async function copyAddress(): Promise<void> {
  try {
    await navigator.clipboard.writeText(location.href);
    tell(words.value.results.copied);
  } catch {
    // The browser keeps its clipboard to itself (no secure origin): the address stands in its own field.
    complain(location.href);
  }
}
