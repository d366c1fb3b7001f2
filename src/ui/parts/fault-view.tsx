import { RefreshCw } from 'lucide-preact';
import { useEffect } from 'preact/hooks';
import type { Fault } from '../server/fault.js';
import { returns } from '../state/connection.js';
import { words } from '../words/words.js';
import { Explained } from './explained.jsx';
import { Nowhere } from './nowhere.jsx';

/** A request that failed: what was wrong, what to do, and the way to try again. */
export function FaultView({ fault, again }: { readonly fault: Fault; readonly again: () => void }) {
  const say = words.value.fault;
  const back = returns.value;
  useEffect(() => {
    if (fault.lost && back > 0) again();
  }, [back]);
  if (fault.tag === 'not-found') return <Nowhere />;
  return (
    <section class="calm" role="alert">
      <h1>{say.title}</h1>
      <Explained problem={fault} />
      {fault.requestId && <p class="faint">{say.request(fault.requestId)}</p>}
      <button type="button" onClick={again}>
        <RefreshCw size={14} aria-hidden="true" /> {say.again}
      </button>
    </section>
  );
}
