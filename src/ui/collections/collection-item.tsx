import { X } from 'lucide-preact';
import { attempt } from '../parts/notices.jsx';
import { call } from '../server/call.js';
import { api } from '../server/client.js';
import { regionOf } from '../server/pictures.js';
import { roundLength } from '../viewer/scale.js';
import { plainNumber, words } from '../words/words.js';
import { type Item, opened } from './collection-store.js';

export const PICTURE_PX = 800;

/** A kept region: picture with scale bar, what it is, where it comes from, what is to be said of it. */
export function CollectionItem({
  collectionId,
  item,
}: {
  readonly collectionId: string;
  readonly item: Item;
}) {
  const say = words.value;
  const { box } = item;
  const param = { collectionId, itemId: item.id };
  const items = api.collections[':collectionId'].items[':itemId'];
  const note = (text: string) =>
    attempt(async () => opened.set(await call(items.$patch({ param, json: { note: text } }))));
  const drop = () => attempt(async () => opened.set(await call(items.$delete({ param }))));
  const at = [box.x, box.y, box.width, box.height].map(Math.round).join(',');
  return (
    <li class="kept-item">
      <a class="kept-picture" href={`/slides/${item.slideId}?box=${at}`} title={say.collections.open}>
        <img
          src={regionOf(item.slideId, box, PICTURE_PX)}
          alt={item.diagnosis.text ?? say.archive.noDiagnosis}
          loading="lazy"
        />
        <Bar item={item} />
      </a>
      <h2>{item.diagnosis.text ?? say.archive.noDiagnosis}</h2>
      <p class="faint">
        {[item.diagnosis.code, item.organ, item.stain, item.site].filter(Boolean).join(' · ')}
      </p>
      <textarea
        class="plain"
        aria-label={say.collections.note}
        placeholder={say.collections.note}
        rows={2}
        maxLength={4000}
        value={item.note}
        onChange={({ currentTarget }) => void note(currentTarget.value)}
      />
      <button type="button" class="quiet" onClick={drop}>
        <X size={14} aria-hidden="true" /> {say.collections.drop}
      </button>
    </li>
  );
}

/** In shares of the picture, so that it holds at every size, on paper too. */
function Bar({ item: { box, mpp } }: { readonly item: Item }) {
  if (!mpp) return null;
  const { um } = roundLength(mpp, 1, box.width / 3);
  return (
    <span class="picture-scale">
      <span style={{ width: `${(um / mpp / box.width) * 100}%` }} />
      <small>{words.value.slide.length(plainNumber(um))}</small>
    </span>
  );
}
