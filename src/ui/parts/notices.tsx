import { Undo2, X } from 'lucide-preact';
import { asFault } from '../server/fault.js';
import { complain, dismiss, notices, takeBack } from '../state/notices.js';
import { useKeys } from '../state/use-keys.js';
import { words } from '../words/words.js';

/** News at the lower edge. */
export function Notices() {
  const undoable = notices.value.findLast(({ undo }) => undo);
  // Only while there is something: else the key belongs to the page.
  useKeys(undoable ? { u: () => takeBack(undoable) } : {});
  return (
    <div class="notices" role="status" aria-live="polite">
      {notices.value.map((notice) => (
        <div key={notice.id} class={`notice ${notice.kind}`}>
          <p>
            {notice.text}
            {notice.hint && <small>{notice.hint}</small>}
          </p>
          {notice.undo && (
            <button type="button" title={`${words.value.results.undo} (U)`} onClick={() => takeBack(notice)}>
              <Undo2 size={14} aria-hidden="true" /> {words.value.results.undo}
            </button>
          )}
          <button
            type="button"
            class="quiet"
            aria-label={words.value.frame.close}
            onClick={() => dismiss(notice.id)}
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
