import { BookmarkPlus, Check, Columns2, X } from 'lucide-preact';
import { keeping } from '../collections/keep-dialog.jsx';
import { compareHref } from '../compare/compare-store.js';
import { regionOf, thumbnailOf } from '../server/pictures.js';
import type { Answer, Hit } from '../server/types.js';
import { number, words } from '../words/words.js';
import { bestRegion, mark, ranking } from './answer-store.js';
import { hrefOf } from './hit-address.js';
import { letterOf } from './letters.js';

type Props = { readonly found: Answer; readonly hit: Hit; readonly rank: number; readonly current: boolean };
/** Asked at twice the width it is shown at. */
const WIDTH_PX = 400;

/** A similar case: the place that resembles the query, at the query's scale, and what the case was. */
export function HitCard({ found, hit, rank, current }: Props) {
  const say = words.value;
  const name = hit.diagnosis.text ?? say.archive.noDiagnosis;
  const letter = letterOf(found, hit.diagnosis.text);
  const facts = [
    hit.organ,
    hit.stain,
    hit.site,
    hit.date?.slice(0, 4),
    hit.noCase ? say.archive.noCase : undefined,
  ];
  const href = hrefOf(hit);
  const best = bestRegion(hit);
  return (
    <li class={`hit ${hit.mark ?? ''} ${current ? 'current' : ''}`} data-rank={rank}>
      <a
        class="hit-picture"
        href={href}
        aria-label={say.results.openHit(rank, name)}
        title={say.results.openSlide}
      >
        <Picture hit={hit} />
        <span class="rank" aria-hidden="true">
          {rank}
        </span>
      </a>
      <h3>
        {found.evidence.length > 0 && (
          <span class={`letter letter-${letter}`} aria-hidden="true">
            {letter}
          </span>
        )}
        <a href={`/cases/${hit.id}`} title={name}>
          {name}
        </a>
      </h3>
      {/* What words score is a rank, no similarity. */}
      {found.query.kind !== 'text' && <Similarity hit={hit} />}
      <Patients found={found} hit={hit} />
      <p class="facts">{[hit.diagnosis.code, ...facts].filter(Boolean).join(' · ')}</p>
      <div class="marks">
        <MarkButtons found={found} hit={hit} />
        {best && (
          <button
            type="button"
            class="quiet keep"
            title={say.collections.keep}
            aria-label={say.collections.keep}
            onClick={() => {
              keeping.value = [{ slideId: best.slide.slideId, box: best.region }];
            }}
          >
            <BookmarkPlus size={14} aria-hidden="true" />
          </button>
        )}
        {best && (
          <a
            class="quiet-link"
            href={compareHref(found.id, hit)}
            title={`${say.results.compare} (C)`}
            aria-label={say.results.compare}
          >
            <Columns2 size={14} aria-hidden="true" />
          </a>
        )}
      </div>
    </li>
  );
}

function Picture({ hit }: { readonly hit: Hit }) {
  const best = bestRegion(hit);
  const slide = hit.slides[0];
  if (best) return <img src={regionOf(best.slide.slideId, best.region, WIDTH_PX)} alt="" decoding="async" />;
  return slide ? <img src={thumbnailOf(slide.slideId, 256)} alt="" decoding="async" /> : null;
}

/** How many of the nearest patients had this: one case alone says little. */
function Patients({ found, hit }: { readonly found: Answer; readonly hit: Hit }) {
  const say = words.value.results;
  const row = found.evidence.find(({ diagnosis }) => diagnosis === hit.diagnosis.text);
  if (!row) return null;
  return (
    <p class="facts" title={say.withThis(number(row.archivePatients))}>
      {say.ofNearest(number(row.patients), number(found.evidencePatients))}
    </p>
  );
}

/** Where the score stands among the best matches of this archive's own patients. */
function Similarity({ hit }: { readonly hit: Hit }) {
  const say = words.value.results;
  const { percentile, score } = hit;
  const title = percentile === null ? undefined : say.percentile(number(percentile));
  return (
    <p class="similarity" title={title}>
      <span class="unseen">{say.similarity} </span>
      {percentile !== null && (
        <span class="scale" aria-hidden="true">
          <span style={{ width: `${percentile}%` }} />
        </span>
      )}
      <span>{number(score, 2)}</span>
    </p>
  );
}

function MarkButtons({ found, hit }: { readonly found: Answer; readonly hit: Hit }) {
  const say = words.value.results;
  if (!bestRegion(hit)) return null;
  const marks = [
    { wanted: 'relevant', label: say.relevant, icon: Check, key: '+' },
    { wanted: 'not-relevant', label: say.notRelevant, icon: X, key: '−' },
  ] as const;
  return (
    <>
      {marks.map(({ wanted, label, icon: Icon, key }) => (
        <button
          key={wanted}
          type="button"
          class={`quiet ${wanted}`}
          aria-pressed={hit.mark === wanted}
          aria-disabled={ranking.value}
          title={`${label} (${key})`}
          onClick={() => void mark(found, hit, wanted)}
        >
          <Icon size={16} aria-hidden="true" /> <span>{label}</span>
        </button>
      ))}
    </>
  );
}
