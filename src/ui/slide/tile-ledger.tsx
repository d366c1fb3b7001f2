import type { InferResponseType } from 'hono/client';
import { useEffect, useMemo } from 'preact/hooks';
import { call } from '../server/call.js';
import { api } from '../server/client.js';
import { createResource } from '../state/resource.js';
import { number, words } from '../words/words.js';

type Ledger = InferResponseType<(typeof api.slides)[':slideId']['ledger']['$get'], 200>;

/** What became of every tile of the slide, per space, with the reasons. */
export function TileLedger({ slideId }: { readonly slideId: string }) {
  const say = words.value.slide;
  const ledger = useMemo(() => createResource<Ledger>(), []);
  useEffect(() => {
    void ledger.load(() => call(api.slides[':slideId'].ledger.$get({ param: { slideId } })));
  }, [ledger, slideId]);
  const spaces = ledger.now.value.value?.spaces ?? [];
  if (spaces.length === 0) return null;
  return (
    <details class="ledger">
      <summary>{say.ledger}</summary>
      <dl class="facts">
        {spaces.map((space) => (
          <div key={space.spaceId}>
            <dt>{space.spaceId.split('@')[1] ?? space.spaceId}</dt>
            <dd>
              {space.absent ?? say.indexed(number(space.indexed), number(space.planned))}
              {Object.entries(space.reasons).map(([reason, tiles]) => (
                <small key={reason}>
                  {' '}
                  {say.reasons[reason] ?? reason} {number(tiles)}
                </small>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
