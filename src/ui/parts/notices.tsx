import { X } from 'lucide-preact';
import { asFault } from '../server/fault.js';
import { complain, dismiss, notices } from '../state/notices.js';
import { words } from '../words/words.js';

/** News at the lower edge. */
export function Notices() {
  return (
    <div class="notices" role="status" aria-live="polite">
      {notices.value.map(({ id, text, hint, kind }) => (
        <div key={id} class={`notice ${kind}`}>
          <p>
            {text}
            {hint && <small>{hint}</small>}
          </p>
          <button
            type="button"
            class="quiet"
            aria-label={words.value.frame.close}
            onClick={() => dismiss(id)}
          >
            <X size={14} aria-hidden="true" />
          </button>
        </div>
      ))}
    </div>
  );
}

/** Does something the server may refuse, and says so when it does. True when it was done. */
export async function attempt(action: () => Promise<unknown>): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (error) {
    const fault = asFault(error);
    const say = words.value.fault;
    if (fault.lost) complain(say.lost, say.lostHint);
    else complain(fault.detail, fault.hint);
    return false;
  }
}
