import { X } from 'lucide-preact';
import { useRef } from 'preact/hooks';
import { attempt } from '../parts/notices.jsx';
import { call } from '../server/call.js';
import { api, OUTLIVES_PAGE } from '../server/client.js';
import { regionOf } from '../server/pictures.js';
import { tell } from '../state/notices.js';
import { words } from '../words/words.js';
import { type Item, opened } from './collection-store.js';
import { addressOf, barOf, factsOf, sourceOf, widthOf } from './item-facts.js';

const PICTURE_PX = 800;

type Props = { readonly collectionId: string; readonly item: Item; readonly number: number };

/** A kept region: picture with scale bar, what it is, where it comes from, what is to be said of it. */
export function CollectionItem({ collectionId, item, number }: Props) {
  const say = words.value;
  const { box, slideId } = item;
  const name = item.diagnosis.text ?? say.archive.noDiagnosis;
  const param = { collectionId, itemId: item.id };
  const items = api.collections[':collectionId'].items;
  const written = useRef<{ text: string; sent: Promise<unknown> } | undefined>(undefined);
  const note = (text: string) => {
    const send = async () =>
      opened.set(await call(items[':itemId'].$patch({ param, json: { note: text } }, OUTLIVES_PAGE)));
    written.current = { text, sent: attempt(send) };
  };
  const putBack = () =>
    attempt(async () => {
      const json = { slideId, box: { ...box }, note: written.current?.text ?? item.note, place: item.place };
      opened.set(await call(items.$post({ param: { collectionId }, json })));
    });
  const drop = () =>
    attempt(async () => {
      // The click that takes a region out also ends the writing of its note.
      await written.current?.sent;
      opened.set(await call(items[':itemId'].$delete({ param })));
      tell(say.collections.dropped, putBack);
    });
  return (
    <li class="kept-item">
      <a
        class="kept-picture"
        href={addressOf(item)}
        title={say.collections.open}
        style={{ width: widthOf(item) }}
      >
        <img
          src={regionOf(slideId, box, PICTURE_PX)}
          alt={name}
          style={{ aspectRatio: `${box.width} / ${box.height}` }}
        />
        <Bar item={item} />
      </a>
      <h2>
        {number}. {name}
      </h2>
      <p class="faint">{factsOf(item)}</p>
      <textarea
        class="plain"
        aria-label={say.collections.note}
        placeholder={say.collections.note}
        rows={2}
        maxLength={4000}
        value={item.note}
        onChange={({ currentTarget }) => note(currentTarget.value)}
      />
      {item.note && <p class="print-only note">{item.note}</p>}
      <p class="source">{sourceOf(item)}</p>
      <button type="button" class="quiet" onClick={drop}>
        <X size={14} aria-hidden="true" /> {say.collections.drop}
      </button>
    </li>
  );
}

/** In shares of the picture, so that it holds at every size, on paper too. */
function Bar({ item }: { readonly item: Item }) {
  const bar = barOf(item);
  if (!bar) return null;
  return (
    <span class="picture-scale">
      <span style={{ width: `${bar.share * 100}%` }} />
      <small>{bar.text}</small>
    </span>
  );
}
