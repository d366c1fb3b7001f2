import { type Signal, signal, useSignal } from '@preact/signals';
import { ImagePlus, X } from 'lucide-preact';
import { useEffect, useRef } from 'preact/hooks';
import { Explained } from '../parts/explained.jsx';
import { faultFrom } from '../parts/notices.jsx';
import { answer } from '../results/answer-store.js';
import { call } from '../server/call.js';
import { api } from '../server/client.js';
import type { Fault } from '../server/fault.js';
import { go } from '../state/address.js';
import { words } from '../words/words.js';
import { dataUrlOf, isAskable, MAGNIFICATIONS, mppAt } from './picture-file.js';

export const pictureOpen = signal(false);

/** A pasted or chosen picture as a question; its scale must be said, since no picture knows it. */
export function PictureQuestion() {
  const say = words.value.picture;
  const { file, source, wrong, take } = usePicture();
  const dialog = useRef<HTMLDialogElement>(null);
  const open = pictureOpen.value;
  useEffect(() => {
    if (open && !dialog.current?.open) dialog.current?.showModal();
    if (!open) dialog.current?.close();
  }, [open]);
  const close = () => {
    pictureOpen.value = false;
    wrong.value = false;
  };
  return (
    <dialog ref={dialog} class="picture-question" aria-label={say.title} onClose={close}>
      <header>
        <h2>{say.title}</h2>
        <button type="button" class="quiet" aria-label={words.value.frame.close} onClick={close}>
          <X size={16} aria-hidden="true" />
        </button>
      </header>
      {source.value ? <img src={source.value} alt={say.alt} /> : <p class="faint">{say.hint}</p>}
      {wrong.value && (
        <p class="bad" role="alert">
          {say.wrong}
        </p>
      )}
      <label class="button">
        <ImagePlus size={16} aria-hidden="true" /> {words.value.bring.pick}
        <input
          class="unseen"
          type="file"
          accept="image/png,image/jpeg"
          onChange={({ currentTarget }) => take(currentTarget.files?.[0])}
        />
      </label>
      {file.value && <ScaleForm file={file.value} onDone={close} />}
    </dialog>
  );
}

/** The picture that was pasted or chosen last; pasting one opens the dialog, wherever one is. */
function usePicture() {
  const file = useSignal<File | undefined>(undefined);
  const source = useSignal('');
  const wrong = useSignal(false);
  const take = (given: File | undefined) => {
    if (!given) return;
    pictureOpen.value = true;
    wrong.value = !isAskable(given);
    if (wrong.value) return;
    if (source.value) URL.revokeObjectURL(source.value);
    file.value = given;
    source.value = URL.createObjectURL(given);
  };
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const pasted = [...(event.clipboardData?.files ?? [])][0];
      if (!pasted) return;
      event.preventDefault();
      take(pasted);
    };
    addEventListener('paste', paste);
    return () => removeEventListener('paste', paste);
  }, []);
  return { file, source, wrong, take };
}

function ScaleForm({ file, onDone }: { readonly file: File; readonly onDone: () => void }) {
  const say = words.value.picture;
  const mpp = useSignal(String(mppAt(40)));
  const busy = useSignal(false);
  const fault = useSignal<Fault | undefined>(undefined);
  const ask = async (event: Event) => {
    event.preventDefault();
    busy.value = true;
    fault.value = await faultFrom(async () => {
      const json = { image: await dataUrlOf(file), mpp: Number(mpp.value) };
      const found = await call(api.searches.$post({ json }));
      answer.set(found);
      go(`/searches/${found.id}`);
    });
    busy.value = false;
    if (!fault.value) onDone();
  };
  return (
    // The page says what is wrong, in its own language: the browser would in the browser’s.
    <form onSubmit={ask} noValidate>
      <Magnification mpp={mpp} />
      {fault.value && (
        <div role="alert">
          <Explained problem={fault.value} />
        </div>
      )}
      <button type="submit" class="primary" disabled={busy.value}>
        {say.go}
      </button>
    </form>
  );
}

function Magnification({ mpp }: { readonly mpp: Signal<string> }) {
  const say = words.value.picture;
  return (
    <fieldset class="magnifications">
      <legend>{say.scale}</legend>
      {MAGNIFICATIONS.map((times) => (
        <button
          key={times}
          type="button"
          aria-pressed={Number(mpp.value) === mppAt(times)}
          onClick={() => {
            mpp.value = String(mppAt(times));
          }}
        >
          {times}×
        </button>
      ))}
      <label>
        <input
          type="number"
          min="0.01"
          max="100"
          step="any"
          required
          value={mpp.value}
          onInput={({ currentTarget }) => {
            mpp.value = currentTarget.value;
          }}
        />{' '}
        {say.mpp}
      </label>
    </fieldset>
  );
}
