import { useEffect, useMemo } from 'preact/hooks';
import { call } from '../server/call.js';
import { api } from '../server/client.js';
import { createResource } from '../state/resource.js';
import type { Frame } from '../viewer/view.js';
import type { Pane } from './compare-store.js';
import { type NumberedPair, numberPairs, type Pair } from './numbered-pairs.js';
import { PairMarks } from './pair-marks.jsx';

type Props = {
  readonly searchId: string;
  readonly pane: Pane;
  readonly panes: readonly Pane[];
  readonly frame: Frame;
};

/** Matched tiles of a viewer: a hit shows its own, the query those that it shares with the first hit. */
export function Pairs({ searchId, pane, panes, frame }: Props) {
  const pairs = useMemo(() => createResource<NumberedPair[]>(), []);
  const first = panes.find(({ caseId }) => caseId)?.caseId;
  const own = pane.caseId ?? first;
  useEffect(() => {
    if (first && own) void pairs.load(() => loadNumbered(searchId, first, own));
  }, [pairs, searchId, first, own]);
  const isQuery = pane.rank === 0;
  const shown = pairs.now.value.value?.filter((pair) => isQuery || pair.slideId === pane.slideId);
  if (!shown) return null;
  return <PairMarks pairs={shown} side={isQuery ? 'query' : 'region'} matrix={frame.matrix} />;
}

async function loadNumbered(searchId: string, first: string, own: string): Promise<NumberedPair[]> {
  const leading = await load(searchId, first);
  return numberPairs(leading, own === first ? leading : await load(searchId, own));
}

async function load(searchId: string, caseId: string): Promise<readonly Pair[]> {
  const query = { case: caseId };
  return (await call(api.searches[':searchId'].pairs.$get({ param: { searchId }, query }))).pairs;
}
