import { Undo2, X } from 'lucide-preact';
import { asFault, type Fault } from '../server/fault.js';
import { complain, dismiss, notices, takeBack } from '../state/notices.js';
import { useKeys } from '../state/use-keys.js';
import { words } from '../words/words.js';
import { Explained } from './explained.jsx';

/** News at the lower edge. */
export function Notices() {
  const undoable = notices.value.findLast(({ undo }) => undo);
  // Only while there is something: else the key belongs to the page.
  useKeys(undoable ? { u: () => takeBack(undoable) } : {});
  return (
    <div class="notices" role="status" aria-live="polite">
      {notices.value.map((notice) => (
        <div key={notice.id} class={`notice ${notice.kind}`}>
          <div>
            {notice.text && <p>{notice.text}</p>}
            {notice.problem && <Explained problem={notice.problem} />}
          </div>
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
  const fault = await faultFrom(action);
  if (fault) complain('', fault);
  return fault === undefined;
}

/** For dialogs, which lie over these notices and say themselves what was refused. */
export async function faultFrom(action: () => Promise<unknown>): Promise<Fault | undefined> {
  try {
    await action();
    return undefined;
  } catch (error) {
    return asFault(error);
  }
}
