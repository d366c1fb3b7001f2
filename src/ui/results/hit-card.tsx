import { BookmarkPlus, Columns2 } from 'lucide-preact';
import { keeping } from '../collections/keep-dialog.jsx';
import { compareHref } from '../compare/compare-store.js';
import type { Answer, Hit } from '../server/types.js';
import { number, words } from '../words/words.js';
import { bestRegion } from './answer-store.js';
import { hrefOf } from './hit-address.js';
import { HitPicture } from './hit-picture.jsx';
import { letterOf } from './letters.js';
import { MarkButtons } from './mark-buttons.jsx';
import { Similarity } from './similarity.jsx';

type OfAnswer = { readonly found: Answer; readonly hit: Hit };
type Props = OfAnswer & { readonly rank: number; readonly current: boolean };

/** A similar case: the place that resembles the query, at the query's scale, and what the case was. */
export function HitCard({ found, hit, rank, current }: Props) {
  const say = words.value;
  const name = hit.diagnosis.text ?? say.archive.noDiagnosis;
  const letter = letterOf(found, hit.diagnosis.text);
  return (
    <li class={`hit ${hit.mark ?? ''} ${current ? 'current' : ''}`} data-rank={rank}>
      <a
        class="hit-picture"
        href={hrefOf(hit)}
        aria-label={say.results.openHit(rank, name)}
        title={say.results.openSlide}
      >
        <HitPicture hit={hit} />
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
      <Facts hit={hit} />
      <Tools found={found} hit={hit} />
    </li>
  );
}

function Facts({ hit }: { readonly hit: Hit }) {
  const year = hit.date?.slice(0, 4);
  const noCase = hit.noCase ? words.value.archive.noCase : undefined;
  const facts = [hit.diagnosis.code, hit.organ, hit.stain, hit.site, year, noCase];
  return <p class="facts">{facts.filter(Boolean).join(' · ')}</p>;
}

/** How many of the nearest patients had this: one case alone says little. */
function Patients({ found, hit }: OfAnswer) {
  const say = words.value.results;
  const row = found.evidence.find(({ diagnosis }) => diagnosis === hit.diagnosis.text);
  if (!row) return null;
  return (
    <p class="facts" title={say.withThis(number(row.archivePatients))}>
      {say.ofNearest(number(row.patients), number(found.evidencePatients))}
    </p>
  );
}

/** Marks, and where the hit can be taken to. */
function Tools({ found, hit }: OfAnswer) {
  const say = words.value;
  const best = bestRegion(hit);
  return (
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
  );
}
