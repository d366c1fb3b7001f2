import { X } from 'lucide-preact';
import { regionOf } from '../server/pictures.js';
import { words } from '../words/words.js';
import type { Item } from './collection-store.js';
import { addressOf, barOf, factsOf, sourceOf, widthOf } from './item-facts.js';
import { useKeptItem } from './use-kept-item.js';
import { WrittenText } from './written-text.jsx';

const PICTURE_PX = 800;

type Props = { readonly collectionId: string; readonly item: Item; readonly number: number };

/** A kept region: picture with scale bar, what it is, where it comes from, what is to be said of it. */
export function CollectionItem({ collectionId, item, number }: Props) {
  const say = words.value;
  const { box, slideId } = item;
  const name = item.diagnosis.text ?? say.archive.noDiagnosis;
  const { note, drop } = useKeptItem(collectionId, item);
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
      <WrittenText text={item.note} label={say.collections.note} longest={4000} lines={2} save={note} />
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
