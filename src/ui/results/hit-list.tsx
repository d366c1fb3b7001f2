import { type Signal, useSignal } from '@preact/signals';
import { Fragment } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { compareHref } from '../compare/compare-store.js';
import type { Answer, Hit } from '../server/types.js';
import { go } from '../state/address.js';
import { useKeys } from '../state/use-keys.js';
import { words } from '../words/words.js';
import { mark } from './answer-store.js';
import { grouped } from './answer-view.js';
import { hrefOf } from './hit-address.js';
import { HitCard } from './hit-card.jsx';
import { letterOf } from './letters.js';
import { MoreHits } from './more-hits.jsx';

/** One card per case, in the answer's order. */
export function HitList({ found }: { readonly found: Answer }) {
  const say = words.value.results;
  const current = useSignal(-1);
  const list = useRef<HTMLUListElement>(null);
  const hits = found.cases;
  useHitKeys(found, current);
  const at = current.value;
  useEffect(() => {
    const card = list.current?.querySelector<HTMLElement>(`[data-rank="${at + 1}"]`);
    card?.querySelector<HTMLElement>('a, button')?.focus();
    card?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  if (hits.length === 0) return <p class="calm">{say.noHits}</p>;
  return (
    <>
      {/* biome-ignore lint/a11y/noRedundantRoles: without bullets Safari no longer calls it a list. */}
      <ul role="list" class="hits" aria-label={say.title} ref={list}>
        {(grouped.value ? groupsOf(hits) : [{ diagnosis: undefined, hits }]).map(
          ({ diagnosis, hits: own }) => (
            <Fragment key={diagnosis}>
              {diagnosis !== undefined && (
                <GroupHead found={found} diagnosis={diagnosis} count={own.length} />
              )}
              {own.map((hit) => {
                const i = hits.indexOf(hit);
                return <HitCard key={hit.id} found={found} hit={hit} rank={i + 1} current={i === at} />;
              })}
            </Fragment>
          ),
        )}
      </ul>
      <MoreHits found={found} />
    </>
  );
}

type HeadProps = { readonly found: Answer; readonly diagnosis: string | null; readonly count: number };

function GroupHead({ found, diagnosis, count }: HeadProps) {
  const letter = letterOf(found, diagnosis);
  return (
    <li class="group-head">
      {found.evidence.length > 0 && (
        <span class={`letter letter-${letter}`} aria-hidden="true">
          {letter}
        </span>
      )}
      {diagnosis ?? words.value.archive.noDiagnosis} ({count})
    </li>
  );
}

/** J and K walk, + and − mark, digits open, C compares; before one walks, the first hit is meant. */
function useHitKeys(found: Answer, current: Signal<number>): void {
  const hits = found.cases;
  const step = (by: number) => {
    current.value = Math.min(hits.length - 1, Math.max(0, current.value + by));
  };
  const open = (at: number) => {
    const hit = hits[at];
    const href = hit && hrefOf(hit);
    if (href) go(href);
  };
  const markCurrent = (wanted: 'relevant' | 'not-relevant') => {
    const hit = hits[Math.max(0, current.value)];
    if (hit) void mark(found, hit, wanted);
  };
  const digits = Object.fromEntries(
    Array.from({ length: 9 }, (_, i) => [String(i + 1), () => open(i)] as const),
  );
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    '+': () => markCurrent('relevant'),
    '=': () => markCurrent('relevant'),
    '-': () => markCurrent('not-relevant'),
    c: () => {
      const hit = hits[Math.max(0, current.value)];
      if (hit) go(compareHref(found.id, hit));
    },
    ...digits,
  });
}

/** Diagnoses in the order of their first hit, the answer's order kept within each. */
function groupsOf(
  hits: readonly Hit[],
): { readonly diagnosis: string | null; readonly hits: readonly Hit[] }[] {
  const groups = new Map<string | null, Hit[]>();
  for (const hit of hits) groups.set(hit.diagnosis.text, [...(groups.get(hit.diagnosis.text) ?? []), hit]);
  return [...groups].map(([diagnosis, own]) => ({ diagnosis, hits: own }));
}
